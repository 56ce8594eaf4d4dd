using CloudBuffer.Responses;
using Microsoft.Extensions.Primitives;

namespace CloudBuffer.Hosting;

/// <summary>Rejects compressed bodies, which would be stored compressed.</summary>
static class ContentEncodingCheck
{
    public static void UseContentEncodingCheck(this WebApplication app) => app.Use((context, next) =>
        context.Request.Headers.ContentEncoding is var encoding && (StringValues.IsNullOrEmpty(encoding) || encoding == "identity")
            ? next(context)
            : context.WriteErrorAsync(Errors.ContentEncodingUnsupported));
}
