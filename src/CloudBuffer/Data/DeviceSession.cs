
namespace CloudBuffer.Data;

/// <summary>A device on which somebody is signed in. Its cookie holds nothing but the key to this row.</summary>
public sealed class DeviceSession
{
    /// <summary>Whoever comes back after so long may be somebody else, who has found the device.</summary>
    public static readonly TimeSpan MaxIdleTime = TimeSpan.FromDays(7);

    /// <summary>32 hex digits.</summary>
    public required string Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>SHA-256 of the key in the cookie, 64 lower-case hex digits.</summary>
    public required string KeyHash { get; init; }

    /// <summary>What its owner calls it; at first what its browser says it is.</summary>
    public required string Name { get; init; }

    /// <summary>What its browser said it is, such as <c>Chrome on Android</c>.</summary>
    public required string Browser { get; init; }

    public required DeviceOrigin Origin { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>To the minute.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The address it was last seen at.</summary>
    public required string LastSeenFrom { get; init; }

    /// <summary>It was not seen for <see cref="MaxIdleTime"/>: it lets nobody in before its user has said the password.</summary>
    public bool ReauthenticationRequired { get; init; }

    /// <summary>Somebody who knows the password was at it: one that came by scanning adds none and makes no tokens before that.</summary>
    public required bool PasswordVerified { get; init; }

    /// <summary>Who is signed in, encrypted with the server's Data Protection keys.</summary>
    public required byte[] Ticket { get; init; }
}
