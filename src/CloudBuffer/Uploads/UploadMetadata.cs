using System.Text;
using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Transfers;

namespace CloudBuffer.Uploads;

/// <summary>The <c>Upload-Metadata</c> of a file (tus 1.0, creation).</summary>
/// <param name="FileName">Sanitized; null if missing.</param>
/// <param name="FileType">Sanitized.</param>
/// <param name="Target">The value of the key <c>target</c>: <c>file</c> (the default) or <c>buffer</c>.</param>
public sealed record UploadMetadata(string? FileName, string FileType, UploadTarget Target)
{
    /// <param name="header">Pairs separated by commas: a key, a space, the value in Base64.</param>
    /// <returns>Null if it is malformed or names an unknown target.</returns>
    public static UploadMetadata? Parse(string header)
    {
        var values = new Dictionary<string, string>();
        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = pair.Split(' ');
            if (words.Length > 2 || Decode(words.ElementAtOrDefault(1) ?? "") is not { } value || !values.TryAdd(words[0], value))
                return null;
        }
        if (TargetOf(values.GetValueOrDefault("target")) is not { } target)
            return null;
        // uppy and tus-js-client send filename and filetype; other clients name and type.
        var name = FileNameSanitizer.Sanitize(values.GetValueOrDefault("filename") ?? values.GetValueOrDefault("name"));
        return new UploadMetadata(name, ContentTypes.Sanitize(values.GetValueOrDefault("filetype") ?? values.GetValueOrDefault("type"), name), target);
    }

    static UploadTarget? TargetOf(string? name) => name switch
    {
        null or "file" => UploadTarget.File,
        "buffer" => UploadTarget.Buffer,
        _ => null,
    };

    static string? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
