using CloudBuffer.Web;

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

/// <summary>The upload page: what fits, before anyone picks a file.</summary>
/// <param name="MaxFileSize">In bytes.</param>
/// <param name="RoomLeft">Bytes in all that this user may still bring.</param>
public sealed record LoadPage(int Files, int MaxFiles, long MaxFileSize, long RoomLeft, TimeSpan ExpireTime);

/// <summary>The links and QR codes of files just uploaded, in upload order.</summary>
public sealed record LinkPage(IReadOnlyList<FileLink> Files);

/// <summary>All live files of the signed-in user, newest first.</summary>
/// <param name="IsPage">Whether they are a page of their own, and not a part of the board.</param>
public sealed record MyFiles(IReadOnlyList<FileLink> Files, int MaxFiles, TimeSpan ExpireTime, bool IsPage);

/// <summary>Asks before a file is deleted.</summary>
public sealed record DeletePage(FileLink File);
