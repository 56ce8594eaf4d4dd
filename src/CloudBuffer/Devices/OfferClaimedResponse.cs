using System.ComponentModel;

namespace CloudBuffer.Devices;

/// <summary>An offer that a new device has claimed.</summary>
sealed record OfferClaimedResponse(
    [property: Description("Redeems the pairing for a session.")] string Claim,
    [property: Description("The number to show.")] string Number,
    [property: Description("The user name of the owner.")] string? Owner);
