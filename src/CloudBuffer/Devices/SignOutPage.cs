using CloudBuffer.Data;

namespace CloudBuffer.Devices;

/// <summary>The confirmation before a device is signed out.</summary>
public sealed record SignOutPage(DeviceSession Device);
