using CloudBuffer.Data;

namespace CloudBuffer.Devices;

/// <summary>The devices on which the user is signed in, the last seen first.</summary>
/// <param name="Here">The id of the device that looks at the page.</param>
public sealed record DevicesPage(IReadOnlyList<DeviceSession> Devices, string? Here);

/// <summary>The device that scanned a code wants to come in.</summary>
/// <param name="UserName">Who is signed in on it already; null for nobody.</param>
/// <param name="IsSentHere">By another site, not by a camera.</param>
public sealed record JoinPage(string? UserName, bool IsSentHere)
{
    public bool AsksFirst => UserName is not null || IsSentHere;
}

/// <summary>Asks before a device is signed out.</summary>
public sealed record SignOutPage(DeviceSession Device);
