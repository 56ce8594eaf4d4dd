namespace CloudBuffer.Data;

/// <summary>What a resumable upload becomes once it is whole.</summary>
public enum UploadTarget
{
    /// <summary>A file with a link.</summary>
    File,

    /// <summary>What is in the buffer.</summary>
    Buffer,
}
