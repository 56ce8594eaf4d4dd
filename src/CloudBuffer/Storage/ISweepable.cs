namespace CloudBuffer.Storage;

/// <summary>Who keeps the rows of one area of blobs, and so knows which are due and which belong to nobody.</summary>
public interface ISweepable
{
    BlobArea Area { get; }

    /// <summary>Removes what has expired: blob first, then row, so that it also frees a full disk.</summary>
    /// <returns>How many went.</returns>
    Task<int> DeleteExpiredAsync(CancellationToken cancellationToken);

    /// <summary>Those of the given blobs that no row names.</summary>
    Task<IReadOnlyList<string>> FindOrphansAsync(IReadOnlyCollection<string> blobIds, CancellationToken cancellationToken);
}
