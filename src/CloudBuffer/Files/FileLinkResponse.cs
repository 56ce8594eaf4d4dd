using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CloudBuffer.Files;

/// <summary>A share link as JSON.</summary>
sealed record FileLinkResponse(
    [property: Description("The secret part of the link.")] string Token,
    [property: Url, Description("The link.")] string Url,
    [property: Url, Description("The address of the QR code, an SVG image.")] string Qr,
    [property: Description("The file name.")] string FileName,
    [property: Description("The media type.")] string ContentType,
    [property: Description("Bytes.")] long Size,
    [property: Description("64 hex digits.")] string Sha256,
    [property: Description("Whether the file was sent through a receive link.")] bool IsFromGuest,
    [property: Description("The number of complete downloads.")] int Downloads,
    [property: Description("UTC.")] DateTime ExpiresAt);
