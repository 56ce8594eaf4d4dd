namespace CloudBuffer.Access;

/// <summary>The permissions of an access token.</summary>
[Flags]
public enum Scopes
{
    None = 0,

    /// <summary><c>buffer:read</c></summary>
    BufferRead = 1,

    /// <summary><c>buffer:write</c></summary>
    BufferWrite = 2,

    /// <summary><c>file:read</c></summary>
    FileRead = 4,

    /// <summary><c>file:write</c></summary>
    FileWrite = 8,

    All = BufferRead | BufferWrite | FileRead | FileWrite,
}
