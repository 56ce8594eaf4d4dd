namespace CloudBuffer.Uploads;

/// <summary>Identifies the current boot of the machine. Written but unflushed bytes survive the process, but not a reboot.</summary>
static class BootId
{
    const string Linux = "/proc/sys/kernel/random/boot_id";

    /// <summary>Random if the system provides none, so that unflushed bytes are not trusted after a restart of the process.</summary>
    public static string Current { get; } = File.Exists(Linux) ? File.ReadAllText(Linux).Trim() : Guid.NewGuid().ToString();
}
