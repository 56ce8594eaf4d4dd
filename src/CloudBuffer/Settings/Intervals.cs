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

    public static Intervals From(IConfiguration configuration) => configuration.GetSection(Section).Get<Intervals>() ?? new Intervals();
}
