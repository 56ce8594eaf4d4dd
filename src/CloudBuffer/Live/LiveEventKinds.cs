namespace CloudBuffer.Live;

/// <summary>The kinds of <see cref="LiveEvent"/>: the names of the server-sent events.</summary>
static class LiveEventKinds
{
    /// <summary>The latest item or an earlier text.</summary>
    public const string Buffer = "buffer";

    /// <summary>A file, its downloads, or the receive link.</summary>
    public const string File = "file";

    /// <summary>A device session or an access token.</summary>
    public const string Device = "device";

    public static readonly string[] All = [Buffer, File, Device];
}
