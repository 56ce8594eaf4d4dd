using Microsoft.Win32.SafeHandles;

namespace CloudBuffer.Storage;

/// <summary>
/// The blobs that this process is reading. A deleted blob occupies the disk until its last reader ends. It is counted for its owner until
/// then.
/// </summary>
sealed class OpenBlobs
{
    const int MaxReclaimRetries = 200;
    static readonly TimeSpan ReclaimRetryDelay = TimeSpan.FromMilliseconds(5);

    readonly Lock gate = new();
    readonly Dictionary<(BlobArea Area, string Id), Entry> open = [];
    readonly Dictionary<string, long> deletedBytes = [];
    long allDeletedBytes;

    /// <summary>Adds a reader; disposing the result ends it.</summary>
    /// <param name="handle">The result owns it.</param>
    public OpenBlob Track(BlobArea area, string id, string ownerId, SafeFileHandle handle)
    {
        var blob = new OpenBlob(handle, ownerId, closed => EndReader((area, id), closed));
        lock (gate)
        {
            if (!open.TryGetValue((area, id), out var entry))
                open[(area, id)] = entry = new Entry();
            entry.Readers.Add(blob);
        }
        return blob;
    }

    /// <summary>The blob was deleted. Idempotent.</summary>
    public void MarkDeleted(BlobArea area, string id)
    {
        lock (gate)
        {
            if (!open.TryGetValue((area, id), out var entry) || entry.IsDeleted)
                return;
            entry.IsDeleted = true;
            Count(entry.Readers[0].OwnerId, entry.Readers[0].Size);
        }
    }

    /// <summary>Bytes of deleted blobs that are still being read.</summary>
    /// <param name="ownerId">Null for those of all owners.</param>
    public long DeletedBytes(string? ownerId)
    {
        lock (gate)
            return ownerId is null ? allDeletedBytes : deletedBytes.GetValueOrDefault(ownerId);
    }

    /// <summary>Stops the readers of deleted blobs, so that their storage becomes free.</summary>
    /// <param name="ownerId">Null for those of all owners.</param>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> ReclaimAsync(string? ownerId, CancellationToken cancellationToken)
    {
        long before = DeletedBytes(ownerId);
        if (before == 0)
            return false;
        Reclaim(ownerId);
        for (int retries = 0; DeletedBytes(ownerId) >= before && retries < MaxReclaimRetries; retries++)
            await Task.Delay(ReclaimRetryDelay, cancellationToken);
        return true;
    }

    void Reclaim(string? ownerId)
    {
        List<OpenBlob> readers;
        lock (gate)
            readers = [.. open.Values.Where(entry => entry.IsDeleted).SelectMany(entry => entry.Readers)
                .Where(blob => ownerId is null || blob.OwnerId == ownerId)];
        readers.ForEach(blob => blob.Reclaim());
    }

    void EndReader((BlobArea Area, string Id) key, OpenBlob blob)
    {
        lock (gate)
        {
            var entry = open[key];
            entry.Readers.Remove(blob);
            if (entry.Readers.Count > 0)
                return;
            open.Remove(key);
            if (entry.IsDeleted)
                Count(blob.OwnerId, -blob.Size);
        }
    }

    void Count(string ownerId, long bytes)
    {
        allDeletedBytes += bytes;
        if (deletedBytes.GetValueOrDefault(ownerId) + bytes is > 0 and var sum)
            deletedBytes[ownerId] = sum;
        else
            deletedBytes.Remove(ownerId);
    }

    sealed class Entry
    {
        public List<OpenBlob> Readers { get; } = [];

        public bool IsDeleted { get; set; }
    }
}
