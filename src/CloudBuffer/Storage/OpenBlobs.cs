namespace CloudBuffer.Storage;

/// <summary>
/// The blobs that this process is reading. A deleted blob occupies the disk until its last reader ends, and is counted for its owner
/// until then.
/// </summary>
public sealed class OpenBlobs
{
    readonly Lock gate = new();
    readonly Dictionary<string, Entry> open = [];
    readonly Dictionary<string, long> deletedBytes = [];
    long allDeletedBytes;

    /// <summary>Adds a reader; disposing the result ends it.</summary>
    /// <param name="size">Bytes of the blob.</param>
    public IDisposable Track(string blobId, string ownerId, long size)
    {
        lock (gate)
        {
            if (!open.TryGetValue(blobId, out var entry))
                open[blobId] = entry = new Entry(ownerId, size);
            entry.Readers++;
        }
        return new Reader(this, blobId);
    }

    /// <summary>The blob was deleted. Idempotent.</summary>
    public void MarkDeleted(string blobId)
    {
        lock (gate)
        {
            if (!open.TryGetValue(blobId, out var entry) || entry.IsDeleted)
                return;
            entry.IsDeleted = true;
            Count(entry.OwnerId, entry.Size);
        }
    }

    /// <summary>Bytes of deleted blobs that are still being read.</summary>
    /// <param name="ownerId">Null for those of all owners.</param>
    public long DeletedBytes(string? ownerId)
    {
        lock (gate)
            return ownerId is null ? allDeletedBytes : deletedBytes.GetValueOrDefault(ownerId);
    }

    void EndReader(string blobId)
    {
        lock (gate)
        {
            var entry = open[blobId];
            if (--entry.Readers > 0)
                return;
            open.Remove(blobId);
            if (entry.IsDeleted)
                Count(entry.OwnerId, -entry.Size);
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

    sealed class Entry(string ownerId, long size)
    {
        public string OwnerId => ownerId;

        public long Size => size;

        public int Readers { get; set; }

        public bool IsDeleted { get; set; }
    }

    sealed class Reader(OpenBlobs blobs, string blobId) : IDisposable
    {
        int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0)
                blobs.EndReader(blobId);
        }
    }
}
