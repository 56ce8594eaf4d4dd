using CloudBuffer.Data;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Uploads;

/// <summary>
/// The expiry of unfinished uploads: <c>ExpireTime</c> after the last received byte, at most <c>MaxUploadTime</c> after the creation.
/// </summary>
public sealed class UploadExpiry(AppDbContext db, IOptions<CloudBufferOptions> options, TimeProvider time)
{
    const int RenewalsPerExpireTime = 4;
    static readonly TimeSpan MaxRenewalInterval = TimeSpan.FromMinutes(1);

    public DateTimeOffset Now => time.GetUtcMilliseconds();

    /// <summary>The expiry of an upload that receives a byte now.</summary>
    public DateTimeOffset Of(DateTimeOffset createdAt)
    {
        var (unused, latest) = (Now + options.Value.ExpireTime, createdAt + options.Value.MaxUploadTime);
        return unused < latest ? unused : latest;
    }

    /// <summary>The same stream; the row of the upload is renewed while it is read.</summary>
    /// <exception cref="ErrorException">When reading: the upload has taken longer than it may.</exception>
    public Stream Renew(Stream body, ResumableUpload upload) => new RenewingStream(this, body, upload, time);

    TimeSpan Interval => new[] { options.Value.ExpireTime / RenewalsPerExpireTime, MaxRenewalInterval }.Min();

    async Task RenewAsync(ResumableUpload upload)
    {
        var expiresAt = Of(upload.CreatedAt);
        if (expiresAt <= Now)
            throw new ErrorException(Errors.UploadNotFound);
        try
        {
            await db.WriteAsync(upload.OwnerId, durable: false, () => db.Uploads.Where(row => row.Id == upload.Id).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.ExpiresAt, expiresAt), CancellationToken.None), CancellationToken.None);
            upload.ExpiresAt = expiresAt;
        }
        catch (SqliteException)
        {
            // The database is busy or full; the next renewal may succeed. Meanwhile the lock on the blob protects it.
        }
    }

    sealed class RenewingStream(UploadExpiry expiry, Stream inner, ResumableUpload upload, TimeProvider time) : ReadOnlyStream
    {
        long renewedAt = time.GetTimestamp();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            if (read > 0 && time.GetElapsedTime(renewedAt) > expiry.Interval)
            {
                await expiry.RenewAsync(upload);
                renewedAt = time.GetTimestamp();
            }
            return read;
        }
    }
}
