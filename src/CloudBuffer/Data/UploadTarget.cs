namespace CloudBuffer.Data;

/// <summary>What a resumable upload becomes once it is complete.</summary>
public enum UploadTarget
{
    /// <summary>A file with a share link.</summary>
    File,

    /// <summary>The latest item.</summary>
    Buffer,
}
