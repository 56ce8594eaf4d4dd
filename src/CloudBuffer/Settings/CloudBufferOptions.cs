namespace CloudBuffer.Settings;

/// <summary>The section <c>CloudBuffer</c> of the settings. The defaults here and in appsettings.json are the same.</summary>
public sealed class CloudBufferOptions
{
    public const string Section = "CloudBuffer";

    /// <summary>How long everything stored lives.</summary>
    public TimeSpan ExpireTime { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Live files per user; one more removes that user's oldest.</summary>
    public int MaxFiles { get; set; } = 20;

    /// <summary>Bytes of one file, and of the buffer.</summary>
    public long MaxFileSize { get; set; } = 10L << 30;

    /// <summary>Bytes of one user in all, files and buffer and uploads begun; 0: no limit but the disk.</summary>
    public long MaxBytesPerUser { get; set; }

    /// <summary>Bytes of all users; 0: no limit but the disk.</summary>
    public long MaxBytes { get; set; }

    /// <summary>Whether a file is acknowledged only once it would survive a power cut.</summary>
    public bool Durable { get; set; } = true;

    /// <summary>The folder of the blobs, relative to the working directory.</summary>
    public string UserFiles { get; set; } = "user_files";

    /// <summary>What links and QR codes begin with, such as <c>https://buffer.example.org</c>; empty: taken from the request.</summary>
    public string PublicUrl { get; set; } = "";

    static readonly TimeSpan MaxExpireTime = TimeSpan.FromDays(365);

    /// <exception cref="SettingException">One of them makes no sense.</exception>
    public static CloudBufferOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        try
        {
            var options = section.Get<CloudBufferOptions>() ?? new CloudBufferOptions();
            options.Check();
            return options;
        }
        catch (InvalidOperationException e) when (section.GetChildren().FirstOrDefault(setting => e.Message.Contains($"'{setting.Path}'")) is { } setting)
        {
            throw new SettingException(setting.Path, $"is not understood: {setting.Value}");
        }
    }

    void Check()
    {
        Require(ExpireTime >= TimeSpan.FromSeconds(1) && ExpireTime <= MaxExpireTime, nameof(ExpireTime), $"must lie between 00:00:01 and 365.00:00:00, but is {ExpireTime}.");
        Require(MaxFiles >= 1, nameof(MaxFiles), $"must be at least 1, but is {MaxFiles}.");
        Require(MaxFileSize >= 1, nameof(MaxFileSize), $"must be at least 1 byte, but is {MaxFileSize}.");
        Require(MaxBytesPerUser >= 0, nameof(MaxBytesPerUser), $"must be bytes, or 0 for no limit, but is {MaxBytesPerUser}.");
        Require(MaxBytes >= 0, nameof(MaxBytes), $"must be bytes, or 0 for no limit, but is {MaxBytes}.");
        Require(!string.IsNullOrWhiteSpace(UserFiles), nameof(UserFiles), "must name a folder, but is empty.");
        Require(PublicUrl.Length == 0 || IsSiteAddress(PublicUrl), nameof(PublicUrl), $"must be an address such as https://buffer.example.org, but is {PublicUrl}");
    }

    static void Require(bool holds, string name, string problem)
    {
        if (!holds)
            throw new SettingException($"{Section}:{name}", problem);
    }

    static bool IsSiteAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;
}
