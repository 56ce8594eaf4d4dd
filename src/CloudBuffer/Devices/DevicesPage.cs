using CloudBuffer.Data;

namespace CloudBuffer.Devices;

/// <summary>The devices of the user, last seen first.</summary>
/// <param name="Here">The id of the current device.</param>
public sealed record DevicesPage(IReadOnlyList<DeviceSession> Devices, string? Here);
