using System.IO.Pipelines;
using CloudBuffer.Access;
using CloudBuffer.Responses;
using CloudBuffer.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Transfers;

/// <summary>
/// A blob or a range of it, with preconditions (RFC 9110 §13, §14). Conditions and headers are the framework's. The copy loop is our
/// own, because the framework's continues to read after the client has disconnected.
/// </summary>
/// <param name="contentType">The stored one; <see cref="ContentTypes.Sent"/> decides what is sent.</param>
/// <param name="etag">Without quotes.</param>
/// <param name="sha256">64 hex digits; empty if unknown.</param>
public sealed class BlobResult(OpenBlob blob, long size, string contentType, string etag, string sha256, DateTimeOffset lastModified)
    : FileResult(ContentTypes.Sent(contentType))
{
    const int LargeChunkBytes = 256 * 1024;
    const int SmallChunkBytes = 64 * 1024;
    const int SmallChunkThreshold = 32;

    /// <summary>Called after the complete blob was sent; not for a range, a HEAD or an interrupted download.</summary>
    public Func<Task>? OnCompleted { get; init; }

    /// <summary>Identifies the share link, whose open downloads are limited; null for other downloads.</summary>
    public string? Link { get; init; }

    public override async Task ExecuteResultAsync(ActionContext context)
    {
        using (blob)
        using (context.HttpContext.RequestServices.GetRequiredService<ActiveRequests>().Track(context.HttpContext))
        {
            var headers = context.HttpContext.Response.Headers;
            headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
            headers.CacheControl = "private, no-store";
            if (sha256.Length > 0)
                headers["Repr-Digest"] = ContentDigest.Format(sha256);
            var (offset, length) = new Conditions().Apply(context, this, size, lastModified, new EntityTagHeaderValue($"\"{etag}\""));
            if (context.HttpContext.Response.StatusCode >= StatusCodes.Status400BadRequest)
                await RefuseAsync(context);
            else if (length > 0)
                await SendAsync(context, offset, length);
        }
    }

    // The framework sets only the status of a failed precondition or range.
    static Task RefuseAsync(ActionContext context) => RefuseAsync(context, Errors.OfStatus(context.HttpContext.Response.StatusCode));

    static Task RefuseAsync(ActionContext context, Error error)
    {
        var response = context.HttpContext.Response;
        response.ContentLength = null;
        response.Headers.Remove(HeaderNames.ContentDisposition);
        response.Headers.Remove(HeaderNames.ContentSecurityPolicy);
        response.Headers.Remove("Repr-Digest");
        return new ErrorResult(error).ExecuteResultAsync(context);
    }

    async Task SendAsync(ActionContext context, long offset, long length)
    {
        var limits = context.HttpContext.RequestServices.GetRequiredService<TransferLimits>();
        using var download = limits.TryOpenDownload(context.HttpContext, Link);
        // The server's own minimum rate would drop a phone that sleeps for a minute.
        if (HttpProtocol.IsHttp11(context.HttpContext.Request.Protocol) && context.HttpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        if (download is null)
        {
            context.HttpContext.Response.Headers.Remove(HeaderNames.ContentRange);
            await RefuseAsync(context, Errors.TooManyRequests);
        }
        else
        {
            using var reclaimed = blob.Reclaimed.Register(download.Abort);
            await CopyAndCountAsync(context.HttpContext, download, limits, offset, length);
        }
    }

    async Task CopyAndCountAsync(HttpContext context, OpenTransfer download, TransferLimits limits, long offset, long length)
    {
        if (await CopyAsync(context, download, limits, offset, length) && length == size && OnCompleted is not null)
            await OnCompleted();
    }

    /// <returns>Whether the client received all of it.</returns>
    async Task<bool> CopyAsync(HttpContext context, OpenTransfer download, TransferLimits limits, long offset, long length)
    {
        var body = context.Response.BodyWriter;
        for (long end = offset + length; offset < end;)
        {
            // Each slow client occupies one chunk, so many downloads use smaller ones.
            int size = limits.DownloadCount > SmallChunkThreshold ? SmallChunkBytes : LargeChunkBytes;
            var chunk = body.GetMemory((int)Math.Min(size, end - offset));
            if (chunk.Length > size)
                chunk = chunk[..size];
            if (chunk.Length > end - offset)
                chunk = chunk[..(int)(end - offset)];
            int read = blob.Read(chunk.Span, offset);
            if (read == 0)
            {
                // The blob is truncated: the client must notice, so the connection is aborted.
                context.Abort();
                return false;
            }
            body.Advance(read);
            offset += read;
            if (!await TryFlushAsync(context, body, download))
                return false;
        }
        return true;
    }

    /// <returns>False if the client has disconnected or is stalled.</returns>
    static async ValueTask<bool> TryFlushAsync(HttpContext context, PipeWriter body, OpenTransfer download)
    {
        try
        {
            if ((await body.FlushAsync(download.Stopped)).IsCompleted)
                return false;
            download.Wait();
            return true;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            context.Abort(); // without the rest, the response must not look complete
            return false;
        }
    }

    // The base class logs the file name, so it gets no logger.
    sealed class Conditions() : FileResultExecutorBase(NullLogger.Instance)
    {
        public (long Offset, long Length) Apply(ActionContext context, FileResult result, long size, DateTimeOffset lastModified, EntityTagHeaderValue etag)
        {
            var (range, rangeLength, serveBody) = SetHeadersAndLog(context, result, size, enableRangeProcessing: true, lastModified, etag);
            if (!serveBody)
                return (0, 0);
            return range is null ? (0, size) : (range.From ?? 0, rangeLength);
        }
    }
}
