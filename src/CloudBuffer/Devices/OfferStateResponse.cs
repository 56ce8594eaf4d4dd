using System.ComponentModel;

namespace CloudBuffer.Devices;

/// <summary>The progress of an offer.</summary>
sealed record OfferStateResponse(
    [property: Description("open, waiting, allowed or denied.")] string State,
    [property: Description("The browser of the new device.")] string? Device,
    [property: Description("The client address of the new device.")] string? Address,
    [property: Description("The number that the new device shows.")] string? Number,
    [property: Description("Whether a second device scanned the code.")] bool Contested);
