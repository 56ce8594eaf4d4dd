using System.Text;
using CloudBuffer.Data;
using CloudBuffer.Display;
using CloudBuffer.Transfers;

namespace CloudBuffer.Uploads;

/// <summary>What a client says about its file in <c>Upload-Metadata</c> (tus 1.0, creation).</summary>
/// <param name="FileName">Cleaned; null when it was not given.</param>
/// <param name="FileType">Cleaned.</param>
/// <param name="Target">What it is to become: the value of the key <c>target</c>, <c>file</c> or <c>buffer</c>; a file where it is not given.</param>
public sealed record UploadMetadata(string? FileName, string FileType, UploadTarget Target)
{
    /// <param name="header">Pairs separated by commas: a key, and after a space its value in Base64.</param>
    /// <returns>Null when it is malformed or names another target.</returns>
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
        // uppy and tus-js-client say filename and filetype; others name and type.
        return new UploadMetadata(
            FileNames.Clean(values.GetValueOrDefault("filename") ?? values.GetValueOrDefault("name")),
            ContentTypes.Clean(values.GetValueOrDefault("filetype") ?? values.GetValueOrDefault("type")),
            target);
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
