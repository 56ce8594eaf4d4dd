namespace CloudBuffer.Tests;

/// <summary>The JSON of an upload.</summary>
public sealed record UploadedFile(
    string Token, string Url, string Qr, string FileName, string ContentType, long Size, string Sha256, DateTimeOffset ExpiresAt)
{
    public string Path => $"/f/{Token}";
}
