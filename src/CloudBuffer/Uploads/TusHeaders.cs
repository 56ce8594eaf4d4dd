using System.Globalization;

namespace CloudBuffer.Uploads;

/// <summary>Parses the request headers of tus 1.0. A missing header is valid and null.</summary>
static class TusHeaders
{
    /// <returns>False if the header is malformed.</returns>
    public static bool TryGetLength(HttpRequest request, out long? length) => TryGetNumber(request, "Upload-Length", out length);

    /// <returns>False if the header is malformed.</returns>
    public static bool TryGetNumber(HttpRequest request, string header, out long? number)
    {
        number = null;
        var text = request.Headers[header].ToString();
        if (text.Length == 0)
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        number = value;
        return true;
    }

    /// <returns>False if the header is malformed or the algorithm is not supported.</returns>
    public static bool TryGetChecksum(HttpRequest request, out ChunkChecksum? checksum)
    {
        var header = request.Headers["Upload-Checksum"].ToString();
        checksum = header.Length == 0 ? null : ChunkChecksum.Parse(header);
        return header.Length == 0 || checksum is not null;
    }
}
