namespace CloudBuffer.Devices;

public enum PairingState
{
    /// <summary>Not scanned yet.</summary>
    Open,

    /// <summary>The new device waits for the approval.</summary>
    Waiting,

    Allowed,
    Denied,
}
