using CloudBuffer.Access;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CloudBuffer.Transfers;

/// <summary>
/// The action streams a body of any size; it enforces its own limits. Without this attribute a body is limited to
/// <c>HostingSetup.MaxSmallBodyBytes</c>. The request is aborted when its session is revoked.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class StreamedBodyAttribute : Attribute, IAsyncResourceFilter, IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => null;

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        using (context.HttpContext.RequestServices.GetRequiredService<ActiveTransfers>().Track(context.HttpContext))
            await next();
    }
}
