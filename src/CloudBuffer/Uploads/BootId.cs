namespace CloudBuffer.Uploads;

/// <summary>Tells one run of the machine from another: what was written but not flushed survives the process, not the machine.</summary>
static class BootId
{
    const string Linux = "/proc/sys/kernel/random/boot_id";

    /// <summary>Random where the system does not tell, so that nothing unflushed is trusted after a restart of the process.</summary>
    public static string Current { get; } = File.Exists(Linux) ? File.ReadAllText(Linux).Trim() : Guid.NewGuid().ToString();
}
