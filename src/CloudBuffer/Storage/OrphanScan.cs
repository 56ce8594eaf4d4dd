using CloudBuffer.Settings;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Storage;

/// <summary>
/// Looks for orphans in one area: blobs that are older than <see cref="Intervals.OrphanAge"/> and had no row in two looks. It reads the folder
/// a part at a time, so that the cost of each part does not grow with the number of blobs. Many orphans in one part indicate a lost or wrong
/// database rather than garbage: then nothing is deleted.
/// </summary>
sealed class OrphanScan(BlobArea area, DiskBlobStore blobs, Intervals intervals, TimeProvider time) : IDisposable
{
    const int MinPartSize = 500;
    const int MaxOrphans = 20;
    const double MaxOrphanShare = 0.1;

    IEnumerator<string>? round; // null between two rounds
    DateTimeOffset nextRoundAt;
    int namesInRound;
    int namesInLastRound;
    bool hasTooManyInRound;
    Part looked = new([], 0);

    /// <summary>The orphans that are too many, and the number of blobs among which they are; null if a whole round has found few.</summary>
    public (int Orphans, int Blobs)? TooMany { get; private set; }

    /// <summary>Deletes the orphans of the part that it looked at before, and looks at the next part.</summary>
    /// <returns>The number of deleted orphans.</returns>
    public async Task<int> ContinueAsync(ISweepable owner, CancellationToken cancellationToken)
    {
        int deleted = await DeleteAsync(owner, looked, cancellationToken);
        looked = await LookAsync(owner, cancellationToken);
        return deleted;
    }

    public void Dispose() => round?.Dispose();

    async Task<int> DeleteAsync(ISweepable owner, Part part, CancellationToken cancellationToken)
    {
        // A blob that is locked belongs to a request that is about to add its row.
        var orphans = (await WithoutRowAsync(owner, part.Suspects, cancellationToken)).Where(id => !blobs.IsLocked(area, id)).ToList();
        if (orphans.Count > Math.Max(MaxOrphans, part.Names * MaxOrphanShare))
        {
            hasTooManyInRound = true;
            TooMany ??= (orphans.Count, part.Names);
        }
        int deleted = 0;
        foreach (var orphan in TooMany is null ? orphans : [])
        {
            if (await blobs.TryDeleteAsync(area, orphan, async () => (await WithoutRowAsync(owner, [orphan], cancellationToken)).Count > 0))
                deleted++;
        }
        return deleted;
    }

    async Task<Part> LookAsync(ISweepable owner, CancellationToken cancellationToken)
    {
        if (round is null && !TryStartRound())
            return new Part([], 0);
        var names = ReadNames(Math.Max(MinPartSize, (int)(namesInLastRound * (intervals.Sweep / intervals.OrphanScan))));
        var oldest = time.GetUtcNow() - intervals.OrphanAge;
        var suspects = await WithoutRowAsync(owner, names, cancellationToken);
        return new Part([.. suspects.Where(id => blobs.WrittenAt(area, id) <= oldest)], names.Count);
    }

    bool TryStartRound()
    {
        var now = time.GetUtcNow();
        if (now < nextRoundAt && TooMany is null) // otherwise the database may have been restored
            return false;
        if (!hasTooManyInRound)
            TooMany = null;
        (hasTooManyInRound, namesInRound, nextRoundAt) = (false, 0, now + intervals.OrphanScan);
        round = blobs.List(area).GetEnumerator();
        return true;
    }

    List<string> ReadNames(int count)
    {
        var names = new List<string>();
        bool hasMore = false;
        try
        {
            while (names.Count < count && (hasMore = round!.MoveNext()))
                names.Add(round.Current);
        }
        finally
        {
            namesInRound += names.Count;
            if (!hasMore) // also after an error
                EndRound();
        }
        return names;
    }

    void EndRound()
    {
        round!.Dispose();
        (round, namesInLastRound) = (null, namesInRound);
    }

    static async Task<IReadOnlyList<string>> WithoutRowAsync(ISweepable owner, IReadOnlyList<string> blobIds, CancellationToken cancellationToken)
    {
        var without = new List<string>();
        foreach (var batch in blobIds.Chunk(MinPartSize))
            without.AddRange(batch.Except(await owner.ReferencedBlobIds.Where(id => batch.Contains(id)).ToListAsync(cancellationToken)));
        return without;
    }

    /// <param name="Suspects">Blobs that had no row.</param>
    /// <param name="Names">The number of all blobs of this part.</param>
    sealed record Part(IReadOnlyList<string> Suspects, int Names);
}
