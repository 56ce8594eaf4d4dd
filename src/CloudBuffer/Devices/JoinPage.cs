namespace CloudBuffer.Devices;

/// <summary>The device that scanned a code wants to come in.</summary>
/// <param name="UserName">Who is signed in on it already; null for nobody.</param>
/// <param name="IsCrossSiteNavigation">By another site, not by a camera.</param>
public sealed record JoinPage(string? UserName, bool IsCrossSiteNavigation)
{
    public bool ConfirmFirst => UserName is not null || IsCrossSiteNavigation;
}
