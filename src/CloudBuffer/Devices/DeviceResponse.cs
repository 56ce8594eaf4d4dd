using System.ComponentModel;

namespace CloudBuffer.Devices;

/// <summary>A device as JSON.</summary>
sealed record DeviceResponse(
    [property: Description("The id.")] string Id,
    [property: Description("The name, given by the user or derived from the browser.")] string Name,
    [property: Description("The browser and its system.")] string Browser,
    [property: Description("password, scan or borrowed.")] string Origin,
    [property: Description("UTC.")] DateTime CreatedAt,
    [property: Description("UTC.")] DateTime ExpiresAt,
    [property: Description("UTC, to the minute.")] DateTime LastSeenAt,
    [property: Description("The client address.")] string LastSeenFrom,
    [property: Description("Whether it is the device of this request.")] bool Here);
