using CloudBuffer.Access;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CloudBuffer.Transfers;

/// <summary>
/// The action streams the body itself. Model binding would read a form completely first and hide its errors. The request is
/// aborted when its session is revoked.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class StreamedBodyAttribute : Attribute, IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        context.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
        using (context.HttpContext.RequestServices.GetRequiredService<ActiveTransfers>().Track(context.HttpContext))
            await next();
    }
}
