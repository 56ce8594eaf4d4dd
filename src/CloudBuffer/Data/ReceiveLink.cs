namespace CloudBuffer.Data;

/// <summary>A link by which guests send files to its owner. Each user has at most one.</summary>
public sealed class ReceiveLink
{
    public required string OwnerId { get; init; }

    /// <summary>SHA-256 of the token, 64 lower-case hex digits.</summary>
    public required string TokenHash { get; init; }

    /// <summary>The token, encrypted with the server's Data Protection keys, so that the owner can see the link again.</summary>
    public required string Token { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required int RemainingFiles { get; init; }

    public required long RemainingBytes { get; init; }
}
