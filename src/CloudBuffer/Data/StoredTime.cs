namespace CloudBuffer.Data;

public static class StoredTime
{
    /// <summary>The present to the millisecond, which is what the database keeps: what is answered now is then what is read later.</summary>
    public static DateTimeOffset GetUtcMilliseconds(this TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
