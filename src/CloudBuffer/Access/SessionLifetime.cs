namespace CloudBuffer.Access;

/// <summary>Limits of a device session.</summary>
static class SessionLifetime
{
    /// <summary>A session expires after this time without use.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromDays(14);

    /// <summary>A device that was not used for longer may be lost: <see cref="RequireRecentAuthenticationAttribute"/>.</summary>
    public static readonly TimeSpan MaxIdleTime = TimeSpan.FromDays(7);
}
