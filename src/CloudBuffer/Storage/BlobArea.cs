namespace CloudBuffer.Storage;

/// <summary>The folder of a finished blob under <c>user_files</c>.</summary>
public enum BlobArea
{
    /// <summary>Files with a share link: <c>user_files/ID</c>.</summary>
    Files,

    /// <summary>Buffer contents: <c>user_files/_buffer/ID</c>.</summary>
    Buffers,

    /// <summary>Resumable uploads between two requests: <c>user_files/_uploads/ID</c>.</summary>
    Uploads,
}
