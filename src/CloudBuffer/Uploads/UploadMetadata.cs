using System.Text;
using CloudBuffer.Web;

namespace CloudBuffer.Uploads;

/// <summary>What a client says about its file in <c>Upload-Metadata</c> (tus 1.0, creation).</summary>
/// <param name="FileName">Cleaned; null when it was not given.</param>
/// <param name="FileType">Cleaned.</param>
public sealed record UploadMetadata(string? FileName, string FileType)
{
    /// <param name="header">Pairs separated by commas: a key, and after a space its value in Base64.</param>
    /// <returns>Null when it is malformed.</returns>
    public static UploadMetadata? Parse(string header)
    {
        var values = new Dictionary<string, string>();
        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = pair.Split(' ');
            if (words.Length > 2 || Decode(words.ElementAtOrDefault(1) ?? "") is not { } value || !values.TryAdd(words[0], value))
                return null;
        }
        // uppy and tus-js-client say filename and filetype; others name and type.
        return new UploadMetadata(
            FileNames.Clean(values.GetValueOrDefault("filename") ?? values.GetValueOrDefault("name")),
            ContentTypes.Clean(values.GetValueOrDefault("filetype") ?? values.GetValueOrDefault("type")));
    }

    static string? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
