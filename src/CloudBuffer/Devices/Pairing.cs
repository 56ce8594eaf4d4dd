namespace CloudBuffer.Devices;

/// <summary>Two devices on their way to trust each other: one shows a code, the other has scanned it.</summary>
/// <param name="OwnerId">Who is to be signed in; null until somebody allows it.</param>
/// <param name="NewDevice">What the device says it is that wants to be signed in; null before it has asked.</param>
/// <param name="Address">Where that device is.</param>
/// <param name="Number">Two digits that both screens show.</param>
/// <param name="WrongNumbers">How often a wrong one was given.</param>
public sealed record Pairing(PairingKind Kind, PairingState State, string? OwnerId, string? NewDevice, string? Address, string? Number, int WrongNumbers, DateTimeOffset EndsAt)
{
    /// <summary>The id of the device that shows an offer.</summary>
    public string? OfferingDeviceId { get; init; }

    /// <summary>The id of the device on which somebody allowed it.</summary>
    public string? ApprovingDeviceId { get; init; }

    /// <summary>A second device tried the code after the first: somebody else has seen it.</summary>
    public bool IsContested { get; init; }
}
