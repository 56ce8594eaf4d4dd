namespace CloudBuffer.Data;

/// <summary>
/// The bytes that a user has stored: files, buffer contents, and what has arrived of unfinished uploads. Triggers maintain the row in the
/// transaction that changes those rows (<see cref="StorageUsageTriggers"/>), so no write can miss it.
/// </summary>
public sealed class StorageUsage
{
    /// <summary>The owner of the row with the sum of all users.</summary>
    public const string AllUsers = "";

    /// <summary>The user, or <see cref="AllUsers"/>.</summary>
    public required string OwnerId { get; init; }

    public long Bytes { get; init; }
}
