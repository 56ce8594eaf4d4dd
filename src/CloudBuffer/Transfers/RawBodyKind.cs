namespace CloudBuffer.Transfers;

/// <summary>The meaning of an upload body that is not <c>multipart/form-data</c>.</summary>
public enum RawBodyKind
{
    Ignored,
    File,
    Text,
}
