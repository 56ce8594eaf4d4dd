namespace CloudBuffer.Redis;

/// <summary>Who keeps rows that have clocks in Redis, and can write all of them anew.</summary>
public interface IExpiryKeySource
{
    Task RebuildAsync(CancellationToken cancellationToken);
}
