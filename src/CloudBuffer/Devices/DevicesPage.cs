using CloudBuffer.Data;

namespace CloudBuffer.Devices;

/// <summary>The devices on which the user is signed in, the last seen first.</summary>
/// <param name="Here">The id of the device that looks at the page.</param>
public sealed record DevicesPage(IReadOnlyList<DeviceSession> Devices, string? Here);
