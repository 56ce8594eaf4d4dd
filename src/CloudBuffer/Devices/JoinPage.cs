namespace CloudBuffer.Devices;

/// <summary>The page of a device that scanned an offer.</summary>
/// <param name="UserName">The user who is already signed in; null if there is none.</param>
/// <param name="IsCrossSiteNavigation">Opened by a link of another site instead of a camera (login CSRF): the user must confirm.</param>
public sealed record JoinPage(string? UserName, bool IsCrossSiteNavigation)
{
    public bool ConfirmFirst => UserName is not null || IsCrossSiteNavigation;
}
