using Microsoft.Extensions.Options;

namespace CloudBuffer;

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

    /// <summary>Stops the start with one line for each setting that makes no sense.</summary>
    internal sealed class Check : IValidateOptions<CloudBufferOptions>
    {
        static readonly TimeSpan LongestExpireTime = TimeSpan.FromDays(365);

        public ValidateOptionsResult Validate(string? name, CloudBufferOptions options)
        {
            var problems = new List<string>();
            if (options.ExpireTime < TimeSpan.FromSeconds(1) || options.ExpireTime > LongestExpireTime)
                problems.Add($"{Section}:ExpireTime must lie between 00:00:01 and 365.00:00:00, but is {options.ExpireTime}.");
            if (options.MaxFiles < 1)
                problems.Add($"{Section}:MaxFiles must be at least 1, but is {options.MaxFiles}.");
            if (options.MaxFileSize < 1)
                problems.Add($"{Section}:MaxFileSize must be at least 1 byte, but is {options.MaxFileSize}.");
            if (options.MaxBytesPerUser < 0)
                problems.Add($"{Section}:MaxBytesPerUser must be bytes, or 0 for no limit, but is {options.MaxBytesPerUser}.");
            if (options.MaxBytes < 0)
                problems.Add($"{Section}:MaxBytes must be bytes, or 0 for no limit, but is {options.MaxBytes}.");
            if (string.IsNullOrWhiteSpace(options.UserFiles))
                problems.Add($"{Section}:UserFiles must name a folder, but is empty.");
            if (options.PublicUrl.Length > 0 && !IsSiteAddress(options.PublicUrl))
                problems.Add($"{Section}:PublicUrl must be an address such as https://buffer.example.org, but is {options.PublicUrl}.");
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }

        static bool IsSiteAddress(string text) =>
            Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;
    }
}

/// <summary>A setting that makes no sense. The message names it and is all that is printed.</summary>
public sealed class SettingException(string setting, string problem) : Exception($"{setting} {problem}");
