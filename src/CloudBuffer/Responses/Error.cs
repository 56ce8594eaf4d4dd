namespace CloudBuffer.Responses;

/// <summary>One way a request can fail.</summary>
/// <param name="Code">Stable: programs may rely on it.</param>
/// <param name="Title">What happened.</param>
/// <param name="Detail">What to do next.</param>
public sealed record Error(int Status, string Code, string Title, string Detail)
{
    /// <summary>Retry-After in seconds; null if a retry cannot help.</summary>
    public int? RetryAfter { get; init; } = Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable ? 5 : null;
}
