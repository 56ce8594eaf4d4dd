namespace CloudBuffer.Transfers;

/// <summary>The meaning of an upload body that is not <c>multipart/form-data</c>.</summary>
public enum RawBodyKind
{
    Ignored,
    File,
    Text,

    /// <summary>A text if it is UTF-8 without U+0000, else a file.</summary>
    Detected,
}
