namespace CloudBuffer.Devices;

public enum PairingKind
{
    /// <summary>A signed-in device shows the code; the device that scans it is connected.</summary>
    Offer,

    /// <summary>Temporary sign-in: the new device shows the code; the signed-in device that scans it approves.</summary>
    Request,
}
