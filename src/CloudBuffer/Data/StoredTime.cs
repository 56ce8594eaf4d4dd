namespace CloudBuffer.Data;

public static class StoredTime
{
    /// <summary>The current time in milliseconds, the precision of the database, so that a response shows the stored value.</summary>
    public static DateTimeOffset GetUtcMilliseconds(this TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
