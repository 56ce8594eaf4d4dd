using CloudBuffer.Access;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Net.Http.Headers;
using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Transfers;

/// <summary>
/// The bytes of a blob, whole or in a range, with preconditions (RFC 9110 §13, §14). Conditions and headers are the framework's;
/// the copying is our own, because the framework's goes on reading for a client that has gone.
/// </summary>
/// <param name="etag">Without quotes.</param>
/// <param name="sha256">64 hex digits, or empty where it is not known.</param>
public sealed class BlobResult(SafeFileHandle blob, long size, string contentType, string etag, string sha256, DateTimeOffset lastModified) : FileResult(contentType)
{
    const int LargeChunkBytes = 256 * 1024;
    const int SmallChunkBytes = 64 * 1024;
    const int ManyDownloads = 32;

    static int openDownloads;

    /// <summary>Called once all of it was sent; not for a range, a HEAD or a download that broke off.</summary>
    public Func<Task>? OnSentWhole { get; init; }

    public override async Task ExecuteResultAsync(ActionContext context)
    {
        using (blob)
        using (context.HttpContext.RequestServices.GetRequiredService<ActiveTransfers>().Watch(context.HttpContext))
        {
            var headers = context.HttpContext.Response.Headers;
            headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
            headers.CacheControl = "private, no-store";
            if (sha256.Length > 0)
                headers["Repr-Digest"] = ContentDigest.Field(sha256);
            var (offset, length) = new Conditions().Apply(context, this, size, lastModified, new EntityTagHeaderValue($"\"{etag}\""));
            if (context.HttpContext.Response.StatusCode >= StatusCodes.Status400BadRequest)
                await RefuseAsync(context);
            else if (length > 0 && await CopyAsync(context.HttpContext, offset, length) && length == size && OnSentWhole is not null)
                await OnSentWhole();
        }
    }

    // A precondition or a range that does not hold, of which the framework says the status only.
    static Task RefuseAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentLength = null;
        response.Headers.Remove(HeaderNames.ContentDisposition);
        response.Headers.Remove(HeaderNames.ContentSecurityPolicy);
        response.Headers.Remove("Repr-Digest");
        return new ErrorResult(Errors.OfStatus(response.StatusCode)).ExecuteResultAsync(context);
    }

    /// <returns>Whether the client was there to the end.</returns>
    async Task<bool> CopyAsync(HttpContext context, long offset, long length)
    {
        Interlocked.Increment(ref openDownloads);
        try
        {
            return await CopyChunksAsync(context, offset, length);
        }
        finally
        {
            Interlocked.Decrement(ref openDownloads);
        }
    }

    async Task<bool> CopyChunksAsync(HttpContext context, long offset, long length)
    {
        var body = context.Response.BodyWriter;
        for (long end = offset + length; offset < end;)
        {
            // Each slow reader holds on to one chunk: many of them get smaller ones.
            int size = Volatile.Read(ref openDownloads) > ManyDownloads ? SmallChunkBytes : LargeChunkBytes;
            var chunk = body.GetMemory((int)Math.Min(size, end - offset));
            if (chunk.Length > size)
                chunk = chunk[..size];
            if (chunk.Length > end - offset)
                chunk = chunk[..(int)(end - offset)];
            // Synchronous, since what was just uploaded is in the page cache: going through the thread pool costs a third.
            int read = RandomAccess.Read(blob, chunk.Span, offset);
            if (read == 0)
            {
                // Never a short file with a clean end.
                context.Abort();
                return false;
            }
            body.Advance(read);
            offset += read;
            if ((await body.FlushAsync(context.RequestAborted)).IsCompleted)
                return false;
        }
        return true;
    }

    // The name of the file would go to the log at level Information, so there is none.
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
