using System.Net;
using System.Text;

namespace CloudBuffer.Tests.Uploads;

/// <summary>The requests of a tus 1.0 client.</summary>
static class TusSteps
{
    public const string ChunkMediaType = "application/offset+octet-stream";
    public static readonly byte[] SampleBytes = Encoding.ASCII.GetBytes("hello world");

    public static async Task<string> CreateAsync(Visitor user, long length, string metadata = "")
    {
        using var response = await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", $"{length}"), ("Upload-Metadata", metadata));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Matches("^/file/upload/[0-9a-f]{32}$", response.Header("Location"));
        return response.Header("Location");
    }

    public static Task<HttpResponseMessage> HeadAsync(Visitor user, string upload) => TusAsync(user, HttpMethod.Head, upload);

    public static Task<HttpResponseMessage> PatchAsync(Visitor user, string upload, long offset, byte[] bytes, params (string Name, string Value)[] headers) =>
        TusAsync(user, HttpMethod.Patch, upload, new ByteArrayContent(bytes), [("Upload-Offset", $"{offset}"), ("Content-Type", ChunkMediaType), .. headers]);

    public static Task<HttpResponseMessage> TusAsync(
        Visitor user, HttpMethod method, string path, HttpContent? body = null, params (string Name, string Value)[] headers) =>
        user.SendAsync(method, path, body, [("Tus-Resumable", "1.0.0"), .. headers]);

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
