using CloudBuffer.Display;

namespace CloudBuffer.Files;

/// <summary>One uploaded file as its owner sees it.</summary>
/// <param name="Token">22 base64url characters; whoever has it can download the file.</param>
/// <param name="Url">The link to hand on, absolute.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">64 lower-case hex digits.</param>
public sealed record FileLink(string Token, string Url, string FileName, string ContentType, long Size, string Sha256, DateTimeOffset ExpiresAt, bool IsFromGuest, int Downloads)
{
    /// <summary>The beginning of a text; null for what is none.</summary>
    public TextPreview? Text { get; init; }

    /// <param name="address">What the link begins with, without a trailing slash.</param>
    public static FileLink To(SharedFile file, string address) =>
        new(file.Token, $"{address}/f/{file.Token}", file.Row.Name, file.Row.ContentType, file.Row.Size, file.Row.Sha256, file.Row.ExpiresAt, file.Row.IsFromGuest, file.Row.Downloads);
}
