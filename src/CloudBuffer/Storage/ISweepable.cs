namespace CloudBuffer.Storage;

/// <summary>The owner of the rows of one blob area, for <see cref="BlobSweeper"/>.</summary>
public interface ISweepable
{
    BlobArea Area { get; }

    /// <summary>The ids of all blobs that a row references. A blob of the area that is not among them is an orphan.</summary>
    IQueryable<string> ReferencedBlobIds { get; }

    /// <summary>Deletes what has expired: blob before row, because on a full disk a row cannot be deleted before space is freed.</summary>
    /// <returns>The number of deleted items.</returns>
    Task<int> DeleteExpiredAsync(int batchSize, CancellationToken cancellationToken);
}
