namespace CloudBuffer.Settings;

/// <summary>
/// How often the server checks what no event reports. For tests only, which shorten them in the section
/// <c>CloudBuffer:Intervals</c>: an operator has no reason to, so no document lists them.
/// </summary>
public sealed class Intervals
{
    const string Section = "CloudBuffer:Intervals";

    /// <summary>How long a cookie is accepted before its user's security stamp is verified again.</summary>
    public TimeSpan SecurityStamp { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two heartbeats of an idle event stream.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two checks for transfers whose session has expired.</summary>
    public TimeSpan RevocationCheck { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two polls of a device authorization request, in whole seconds.</summary>
    public TimeSpan DevicePoll { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the storage of an unfinished upload stays reserved after its last request.</summary>
    public TimeSpan UploadReservation { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the body of a signed-in client may be silent, also before its first byte: it may be the output of a slow command.</summary>
    public TimeSpan BodySilence { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a client may take to send the first byte of a chunk of a resumable upload.</summary>
    public TimeSpan ChunkFirstByte { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a chunk of a resumable upload may be silent. The client resumes it.</summary>
    public TimeSpan ChunkSilence { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the body of an anonymous client may be silent.</summary>
    public TimeSpan AnonymousBodySilence { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The time over which the minimum rate of a body is measured.</summary>
    public TimeSpan BodyRate { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a download may stall before it is aborted.</summary>
    public TimeSpan DownloadStall { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a transfer must have stalled before a new one may replace it at a limit.</summary>
    public TimeSpan TransferIdle { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two checks of the storage usage of some users.</summary>
    public TimeSpan StorageUsageCheck { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two deletions of expired sessions and access tokens.</summary>
    public TimeSpan ExpiredSessions { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Between two deletions of expired items.</summary>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>In which all blobs are compared with the rows.</summary>
    public TimeSpan OrphanScan { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How old a blob without a row must be to be an orphan: a running request may still add the row.</summary>
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromHours(1);

    public static Intervals From(IConfiguration configuration) => configuration.GetSection(Section).Get<Intervals>() ?? new Intervals();
}
