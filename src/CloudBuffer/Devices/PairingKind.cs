namespace CloudBuffer.Devices;

public enum PairingKind
{
    /// <summary>A signed-in device shows the code; the one that scans it is added.</summary>
    Offer,

    /// <summary>A borrowed computer shows the code; the one that scans it is signed in and decides.</summary>
    Request,
}
