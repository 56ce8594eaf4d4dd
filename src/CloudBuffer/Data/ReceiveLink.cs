namespace CloudBuffer.Data;

/// <summary>A link by which somebody without an account may send files to its owner, for a few minutes. Each user has at most one.</summary>
public sealed class ReceiveLink
{
    public required string OwnerId { get; init; }

    /// <summary>SHA-256 of the token, 64 lower-case hex digits.</summary>
    public required string TokenHash { get; init; }

    /// <summary>The token, encrypted with the server's Data Protection keys, so that its owner can be shown the link again.</summary>
    public required string Token { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Files that may still come.</summary>
    public required int RemainingFiles { get; init; }

    /// <summary>Bytes that may still come.</summary>
    public required long RemainingBytes { get; init; }
}
