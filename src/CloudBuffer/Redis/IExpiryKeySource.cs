namespace CloudBuffer.Redis;

/// <summary>The owner of rows with expiry keys, for <see cref="ExpiryKeyRebuilder"/>.</summary>
public interface IExpiryKeySource
{
    /// <summary>Sets all expiry keys from the rows.</summary>
    Task RebuildAsync(CancellationToken cancellationToken);
}
