namespace CloudBuffer.Data;

/// <summary>A device that is signed in. Its cookie contains only the key of this row.</summary>
public sealed class DeviceSession
{
    /// <summary>32 hex digits.</summary>
    public required string Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>SHA-256 of the key in the cookie, 64 lower-case hex digits.</summary>
    public required string KeyHash { get; init; }

    /// <summary>The name that the owner chose; initially <see cref="Browser"/>.</summary>
    public required string Name { get; init; }

    /// <summary>From the user agent, such as <c>Chrome on Android</c>.</summary>
    public required string Browser { get; init; }

    public required DeviceOrigin Origin { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Accurate to a minute.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The client address at <see cref="LastSeenAt"/>.</summary>
    public required string LastSeenFrom { get; init; }

    /// <summary>The device was not used for a long time: the password is required before it connects other devices or programs.</summary>
    public bool ReauthenticationRequired { get; init; }

    /// <summary>The password was entered on this device, at sign-in or later.</summary>
    public required bool PasswordVerified { get; init; }

    /// <summary>The authentication ticket, encrypted with the server's Data Protection keys.</summary>
    public required byte[] Ticket { get; init; }
}
