namespace CloudBuffer.Devices;

/// <summary>The state of connecting a device by a QR code.</summary>
/// <param name="OwnerId">The user to be signed in; null until a request is approved.</param>
/// <param name="NewDevice">The browser of the new device; null before the claim.</param>
/// <param name="Address">The client address of the new device.</param>
/// <param name="Number">Two digits that both screens show (number match).</param>
/// <param name="WrongNumbers">The number of failed attempts.</param>
public sealed record Pairing(
    PairingKind Kind, PairingState State, string? OwnerId, string? NewDevice, string? Address, string? Number, int WrongNumbers, DateTimeOffset ExpiresAt)
{
    /// <summary>The device that shows the offer.</summary>
    public string? OfferingDeviceId { get; init; }

    /// <summary>The device that approved.</summary>
    public string? ApprovingDeviceId { get; init; }

    /// <summary>The new device has signed in with the approval.</summary>
    public bool IsRedeemed { get; init; }

    /// <summary>A second device also claimed the offer, so the code may have leaked.</summary>
    public bool IsContested { get; init; }
}
