namespace CloudBuffer.Access;

/// <summary>How long sessions last.</summary>
static class SessionLifetime
{
    /// <summary>A session expires after this time without use.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromDays(14);

    /// <summary>
    /// A temporary sign-in, on a computer that does not belong to the user, cannot be extended beyond this. Its rights are restricted
    /// (<see cref="RefuseTemporarySignInAttribute"/>).
    /// </summary>
    public static readonly TimeSpan Temporary = TimeSpan.FromMinutes(15);

    /// <summary>A device that was not used for longer may be lost: <see cref="RequireRecentAuthenticationAttribute"/>.</summary>
    public static readonly TimeSpan MaxIdleTime = TimeSpan.FromDays(7);
}
