namespace CloudBuffer.Limits;

/// <summary>Who keeps rows that have clocks in Redis, and can write all of them anew.</summary>
public interface IRefillable
{
    Task RefillAsync(CancellationToken cancellationToken);
}
