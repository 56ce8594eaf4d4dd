using System.Collections.Concurrent;
using CloudBuffer.Settings;
using CloudBuffer.Transfers;

namespace CloudBuffer.Uploads;

/// <summary>
/// The storage reserved for missing bytes of unfinished uploads, between two requests. It is released when an upload has no request
/// for ten minutes, and must be reserved again when the upload resumes. Received bytes are counted by the row.
/// </summary>
public sealed class UploadReservations(TimeProvider time, Intervals intervals)
{
    readonly ConcurrentDictionary<string, (StorageReservation Reservation, ITimer Timer)> held = new();

    /// <summary>Keeps a reservation, which is released after the time without a request.</summary>
    public void Hold(string uploadId, StorageReservation reservation)
    {
        Release(uploadId);
        // The timer may fire before it is stored; then the reservation stays until the upload resumes or expires.
        var timer = time.CreateTimer(_ => Release(uploadId), null, intervals.UploadReservation, Timeout.InfiniteTimeSpan);
        held[uploadId] = (reservation, timer);
    }

    /// <returns>The reservation, which belongs to the caller; null if it was released.</returns>
    public StorageReservation? Take(string uploadId)
    {
        if (!held.TryRemove(uploadId, out var entry))
            return null;
        entry.Timer.Dispose();
        return entry.Reservation;
    }

    /// <summary>The upload is deleted or idle.</summary>
    public void Release(string uploadId) => Take(uploadId)?.Dispose();
}
