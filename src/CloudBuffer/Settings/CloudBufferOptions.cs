using System.Net;
using System.Net.Sockets;

namespace CloudBuffer.Settings;

/// <summary>The settings in the section <c>CloudBuffer</c>. The defaults here and in appsettings.json are the same.</summary>
public sealed class CloudBufferOptions
{
    public const string Section = "CloudBuffer";

    /// <summary>The lifetime of stored items.</summary>
    public TimeSpan ExpireTime { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Files per user; one more evicts the oldest.</summary>
    public int MaxFiles { get; set; } = 20;

    /// <summary>In bytes; for a file and for the buffer.</summary>
    public long MaxFileSize { get; set; } = 10L << 30;

    /// <summary>
    /// Total bytes per user: files, buffer, earlier texts and unfinished uploads; null for a quarter of the disk or of
    /// <see cref="MaxBytes"/>, 0 for no limit.
    /// </summary>
    public long? MaxBytesPerUser { get; set; }

    /// <summary>Total bytes of all users; 0 for no limit but the disk.</summary>
    public long MaxBytes { get; set; }

    /// <summary>Whether a file is acknowledged only once it survives a power failure.</summary>
    public bool Durable { get; set; } = true;

    /// <summary>The folder of the blobs, relative to the working directory.</summary>
    public string UserFiles { get; set; } = "user_files";

    /// <summary>
    /// The base URL of links and QR codes, such as <c>https://buffer.example.org</c> or <c>https://example.org/buffer</c>; empty to use
    /// the address of the request.
    /// </summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>
    /// Addresses and networks of the reverse proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed, separated by
    /// <c>;</c>. Empty: none.
    /// </summary>
    public string TrustedProxies { get; set; } = "";

    /// <summary>The time that a resumable upload may take in all. Without data it expires after <see cref="ExpireTime"/>.</summary>
    public TimeSpan MaxUploadTime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The time after which a session expires even if it is used.</summary>
    public TimeSpan MaxSessionLifetime { get; set; } = TimeSpan.FromDays(180);

    /// <summary>Limits against abuse.</summary>
    public Limits Limits { get; set; } = new();

    static readonly TimeSpan MaxExpireTime = TimeSpan.FromDays(365);

    /// <summary>Whether the public address is https: browsers then send the session cookie only over https.</summary>
    public bool IsPublicOverHttps => PublicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The path of <see cref="PublicUrl"/>, such as <c>/box</c>; empty for a host of its own.</summary>
    public PathString PublicPath =>
        PublicUrl.Length == 0 ? default : PathString.FromUriComponent(new Uri(PublicUrl).AbsolutePath.TrimEnd('/'));

    /// <summary>The networks in <see cref="TrustedProxies"/>; an address is a network of one.</summary>
    /// <exception cref="SettingException">An entry is neither an address nor a network.</exception>
    public IReadOnlyList<IPNetwork> TrustedNetworks() =>
        [.. TrustedProxies.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseNetwork)];

    /// <exception cref="SettingException">A value is invalid.</exception>
    public static CloudBufferOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        try
        {
            var options = section.Get<CloudBufferOptions>() ?? new CloudBufferOptions();
            options.Validate();
            return options;
        }
        catch (InvalidOperationException e)
            when (section.AsEnumerable().FirstOrDefault(setting => e.Message.Contains($"'{setting.Key}'")) is { Key: not null } setting)
        {
            throw new SettingException(setting.Key, $"is invalid: {setting.Value}");
        }
    }

    void Validate()
    {
        Require(ExpireTime >= TimeSpan.FromSeconds(1) && ExpireTime <= MaxExpireTime, nameof(ExpireTime),
            $"must be between 00:00:01 and 365.00:00:00, but is {ExpireTime}.");
        Require(MaxFiles >= 1, nameof(MaxFiles), $"must be at least 1, but is {MaxFiles}.");
        Require(MaxFileSize >= 1, nameof(MaxFileSize), $"must be at least 1 byte, but is {MaxFileSize}.");
        Require(MaxBytesPerUser is null or >= 0, nameof(MaxBytesPerUser), $"must be a number of bytes, or 0 for no limit, but is {MaxBytesPerUser}.");
        Require(MaxBytes >= 0, nameof(MaxBytes), $"must be a number of bytes, or 0 for no limit, but is {MaxBytes}.");
        foreach (var limit in typeof(Limits).GetProperties())
            Require((int)limit.GetValue(Limits)! >= 1, $"{nameof(Limits)}:{limit.Name}", $"must be at least 1, but is {limit.GetValue(Limits)}.");
        Require(!string.IsNullOrWhiteSpace(UserFiles), nameof(UserFiles), "must be a folder, but is empty.");
        Require(MaxSessionLifetime >= TimeSpan.FromMinutes(1), nameof(MaxSessionLifetime),
            $"must be at least 00:01:00, but is {MaxSessionLifetime}.");
        Require(MaxUploadTime >= TimeSpan.FromMinutes(1), nameof(MaxUploadTime), $"must be at least 00:01:00, but is {MaxUploadTime}.");
        _ = TrustedNetworks();
        Require(PublicUrl.Length == 0 || IsBaseUrl(PublicUrl), nameof(PublicUrl),
            $"must be an address such as https://buffer.example.org, but is {PublicUrl}");
    }

    static void Require(bool isValid, string name, string problem)
    {
        if (!isValid)
            throw new SettingException($"{Section}:{name}", problem);
    }

    static IPNetwork ParseNetwork(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        if (IPNetwork.TryParse(text, out var network))
            return network;
        throw new SettingException($"{Section}:{nameof(TrustedProxies)}", $"must be addresses or networks such as 127.0.0.1;10.0.0.0/8, but has {text}");
    }

    static bool IsBaseUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;
}
