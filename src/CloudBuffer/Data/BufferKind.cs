namespace CloudBuffer.Data;

/// <summary>The two kinds of data of <c>X-Data-Type</c>.</summary>
public enum BufferKind
{
    Text,
    File,
}
