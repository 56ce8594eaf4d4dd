namespace CloudBuffer.Data;

/// <summary>How a device was signed in.</summary>
public enum DeviceOrigin
{
    Password,

    /// <summary>It scanned the QR code of another device of the user.</summary>
    Scan,

    /// <summary>A temporary sign-in, approved on a device of the user.</summary>
    Borrowed,
}
