using CloudBuffer.Data;

namespace CloudBuffer.Devices;

/// <summary>The devices of the user, last seen first.</summary>
/// <param name="Here">The id of the current device.</param>
/// <param name="LockedUntil">The account is locked for browsers that have not signed in before; null or past if it is not.</param>
public sealed record DevicesPage(IReadOnlyList<DeviceSession> Devices, string? Here, DateTimeOffset? LockedUntil);
