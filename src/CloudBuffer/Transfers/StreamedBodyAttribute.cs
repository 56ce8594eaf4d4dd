using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using KnownErrors = CloudBuffer.Responses.Errors;

namespace CloudBuffer.Transfers;

/// <summary>
/// The action streams a body of any size; it enforces its own limits. Without this attribute a body is limited to
/// <c>HostingSetup.MaxSmallBodyBytes</c>. The request is aborted when its session is revoked.
/// </summary>
sealed class StreamedBodyAttribute : ApiMetadataAttribute, IAsyncResourceFilter, IRequestSizeLimitMetadata
{
    const int MinBytesPerSecond = 240;

    /// <summary>Whether the client can resume the body. Then it may not be silent for long.</summary>
    public bool IsResumable { get; init; }

    public override IEnumerable<Error> Errors => [KnownErrors.TooManyRequests];

    public long? MaxRequestBodySize => null;

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        using var upload = http.RequestServices.GetRequiredService<TransferLimits>().TryOpenUpload(http);
        if (upload is null)
        {
            context.Result = new ErrorResult(KnownErrors.TooManyRequests);
            return;
        }
        var intervals = http.RequestServices.GetRequiredService<Intervals>();
        // The server's own minimum rate is that of small bodies.
        if (HttpProtocol.IsHttp11(http.Request.Protocol) && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        await using var body = new BodyTimeoutStream(http.Request.Body, TimeoutsOf(http, intervals), intervals.BodyRate, time, upload);
        http.Request.Body = body;
        using (http.RequestServices.GetRequiredService<ActiveRequests>().Track(http))
            await next();
    }

    BodyTimeoutStream.Timeouts TimeoutsOf(HttpContext context, Intervals intervals) => (IsResumable, context.User.Identity?.IsAuthenticated) switch
    {
        (true, _) => new(intervals.ChunkFirstByte, intervals.ChunkSilence, MinBytesPerSecond),
        (_, true) => new(intervals.BodySilence, intervals.BodySilence, MinBytesPerSecond: 0),
        _ => new(intervals.AnonymousBodySilence, intervals.AnonymousBodySilence, MinBytesPerSecond),
    };
}
