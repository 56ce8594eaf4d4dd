using CloudBuffer.Responses;
using Microsoft.Extensions.Primitives;

namespace CloudBuffer.Hosting;

/// <summary>Refuses bodies that would be stored as something else than what the client meant.</summary>
static class ContentEncodingCheck
{
    public static void UseContentEncodingCheck(this WebApplication app) => app.Use((context, next) =>
        context.Request.Headers.ContentEncoding is var encoding && (StringValues.IsNullOrEmpty(encoding) || encoding == "identity")
            ? next(context)
            : context.WriteErrorAsync(Errors.ContentEncodingUnsupported));
}
