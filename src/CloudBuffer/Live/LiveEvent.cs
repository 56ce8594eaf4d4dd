namespace CloudBuffer.Live;

/// <summary>Something of a user changed. The event states what to load again, not the new state.</summary>
/// <param name="Kind">One of <see cref="LiveEventKinds"/>.</param>
/// <param name="Id">The version, file or device; empty if it was deleted or several changed.</param>
public sealed record LiveEvent(string Kind, string Id)
{
    public static LiveEvent BufferChanged(string version = "") => new(LiveEventKinds.Buffer, version);

    public static LiveEvent FilesChanged(string blobId = "") => new(LiveEventKinds.File, blobId);

    public static LiveEvent DevicesChanged(string id = "") => new(LiveEventKinds.Device, id);
}
