using CloudBuffer.Access;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CloudBuffer.Transfers;

/// <summary>
/// Leaves the body to the action, which streams it: model binding would read a form whole first, and swallow what is wrong with
/// it. What takes so long ends with the session of whoever sends it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class StreamedBodyAttribute : Attribute, IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        context.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
        using (context.HttpContext.RequestServices.GetRequiredService<ActiveTransfers>().Watch(context.HttpContext))
            await next();
    }
}
