namespace CloudBuffer.Devices;

public enum PairingState
{
    /// <summary>Shown, and not scanned yet.</summary>
    Open,

    /// <summary>The new device is known and waits for somebody's yes.</summary>
    Waiting,

    Allowed,
    Denied,
}
