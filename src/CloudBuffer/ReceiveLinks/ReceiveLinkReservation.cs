using CloudBuffer.Data;
using CloudBuffer.Responses;
using CloudBuffer.Storage;

namespace CloudBuffer.ReceiveLinks;

/// <summary>
/// The bytes of a receive link that one request has reserved. They are reserved in steps as they arrive, so that a guest who announces
/// much and sends nothing leaves the link to others.
/// </summary>
public sealed class ReceiveLinkReservation(ReceiveLinkStore links, ReceiveLink link, TimeProvider time) : IAsyncDisposable
{
    static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    long checkedAt = time.GetTimestamp();
    long reserved;
    long received;
    long kept;

    /// <summary>The same stream; reading more than is reserved extends the reservation.</summary>
    /// <exception cref="ErrorException">When reading: the link accepts no more bytes (413), or the owner has closed it (404).</exception>
    public Stream Meter(Stream body) => new MeteredStream(this, body);

    /// <summary>The bytes of a file were stored; they remain reserved.</summary>
    public void Keep(long bytes) => kept += bytes;

    /// <summary>Releases what was not stored.</summary>
    public ValueTask DisposeAsync() => new(links.ReleaseBytesAsync(link, reserved - kept));

    async ValueTask ReceiveAsync(int bytes, CancellationToken cancellationToken)
    {
        received += bytes;
        if (time.GetElapsedTime(checkedAt) > CheckInterval)
        {
            await links.EnsureOpenAsync(link, cancellationToken);
            checkedAt = time.GetTimestamp();
        }
        if (received <= reserved)
            return;
        if (!await TryGrowAsync(Math.Max(GrowthSteps.Next(reserved), received - reserved), cancellationToken)
            && !await TryGrowAsync(received - reserved, cancellationToken))
            throw new ErrorException(Errors.TooLarge);
    }

    async Task<bool> TryGrowAsync(long bytes, CancellationToken cancellationToken)
    {
        if (!await links.ReserveBytesAsync(link, bytes, cancellationToken))
            return false;
        reserved += bytes;
        return true;
    }

    sealed class MeteredStream(ReceiveLinkReservation reservation, Stream inner) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            await reservation.ReceiveAsync(read, cancellationToken);
            return read;
        }
    }
}
