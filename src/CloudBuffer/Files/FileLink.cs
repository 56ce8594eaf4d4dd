using CloudBuffer.Display;

namespace CloudBuffer.Files;

/// <summary>A file with its share link, as its owner sees it.</summary>
/// <param name="Token">22 base64url characters.</param>
/// <param name="Url">The share link, absolute.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">64 lower-case hex digits.</param>
public sealed record FileLink(
    string Token, string Url, string FileName, string ContentType, long Size, string Sha256, DateTimeOffset ExpiresAt, bool IsFromGuest, int Downloads)
{
    /// <summary>For a URL: some browsers name a download after its last segment.</summary>
    public string EscapedName => Uri.EscapeDataString(FileName);

    /// <summary>The first part of a text file; null for other content types.</summary>
    public TextPreview? Text { get; init; }

    /// <param name="baseUrl">Without a trailing slash.</param>
    public static FileLink From(SharedFile file, string baseUrl)
    {
        var row = file.Row;
        return new FileLink(
            file.Token, $"{baseUrl}/f/{file.Token}", row.Name, row.ContentType, row.Size, row.Sha256, row.ExpiresAt, row.IsFromGuest, row.Downloads);
    }
}
