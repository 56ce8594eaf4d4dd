using System.ComponentModel;

namespace CloudBuffer.Accounts;

/// <summary>The items of an account and its limits, as a page and as JSON.</summary>
public sealed record ProfilePage(
    [property: Description("The user name.")] string Username,
    [property: Description("The e-mail address, or null.")] string? Email,
    [property: Description("The number of files.")] int Files,
    [property: Description("The largest number of files.")] int MaxFiles,
    [property: Description("Bytes of all files.")] long FileBytes,
    [property: Description("Kind, size and expiry of the buffer, or null.")] ProfileBuffer? Buffer,
    [property: Description("The largest size of a file in bytes.")] long MaxFileSize,
    [property: Description("How long an item is stored, as [d.]hh:mm:ss.")] TimeSpan ExpireTime);
