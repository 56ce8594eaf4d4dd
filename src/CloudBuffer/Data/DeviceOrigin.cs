namespace CloudBuffer.Data;

/// <summary>How a device came to be signed in.</summary>
public enum DeviceOrigin
{
    Password,

    /// <summary>It scanned a code that another device of the user showed.</summary>
    Scan,

    /// <summary>Somebody else's computer, let in for a quarter of an hour.</summary>
    Borrowed,
}
