namespace CloudBuffer.Storage;

/// <summary>
/// The step by which a body that is being received reserves storage: it doubles with the received bytes, so that clients cannot reserve
/// much more than they send, and large bodies need few steps.
/// </summary>
public static class GrowthSteps
{
    /// <summary>The first step.</summary>
    public const long MinBytes = 1 << 20;

    const long MaxBytes = 64 << 20;

    /// <param name="received">Bytes that have arrived so far.</param>
    public static long Next(long received) => Math.Clamp(received, MinBytes, MaxBytes);
}
