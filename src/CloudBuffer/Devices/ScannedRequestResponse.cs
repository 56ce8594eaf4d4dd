using System.ComponentModel;

namespace CloudBuffer.Devices;

/// <summary>A request for a temporary sign-in, for the device that scanned it.</summary>
sealed record ScannedRequestResponse(
    [property: Description("Identifies the request in the response.")] string Id,
    [property: Description("The browser of the new device.")] string? Device,
    [property: Description("The client address of the new device.")] string? Address,
    [property: Description("Numbers to choose from: one is shown on the new device.")] string[] Numbers);
