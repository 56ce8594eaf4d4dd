using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Responses;

static class ContentNegotiation
{
    static readonly (string MediaType, Format Format)[] Named =
    [
        ("text/html", Format.Html), ("application/json", Format.Json), ("application/problem+json", Format.Json), ("text/plain", Format.Text),
    ];

    /// <summary>
    /// The format with the highest quality in <c>Accept</c> (RFC 9110 §12.5.1), the first among equals; the default if the header names none
    /// of them, as with curl's <c>*/*</c>. Adds <c>Vary: Accept</c>.
    /// </summary>
    public static Format AcceptedFormat(this HttpContext context, Format byDefault)
    {
        var response = context.Response;
        if (!response.HasStarted && !response.Headers.Vary.Contains(HeaderNames.Accept))
            response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);

        if (!MediaTypeHeaderValue.TryParseList(context.Request.Headers.Accept, out var accepted))
            return byDefault;
        return accepted
            .Where(type => type.Quality is not 0)
            .OrderByDescending(type => type.Quality ?? 1)
            .Select(type => (Type: type, Match: Array.Find(Named, named => type.MediaType.Equals(named.MediaType, StringComparison.OrdinalIgnoreCase))))
            .Where(candidate => candidate.Match.MediaType is not null)
            .Select(candidate => (Format?)candidate.Match.Format)
            .FirstOrDefault() ?? byDefault;
    }
}
