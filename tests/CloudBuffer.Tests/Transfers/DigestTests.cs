using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace CloudBuffer.Tests.Transfers;

/// <summary>Digests of request and response bodies (RFC 9530).</summary>
public sealed class DigestTests(EmbeddedApp fixture)
{
    static readonly byte[] Some = Encoding.UTF8.GetBytes("some bytes of a file");

    public static TheoryData<string, string> Ways => new()
    {
        { "PUT", "/file/load/a.txt" },
        { "POST", "/file/load" },
        { "PUT", "/file/buffer/a.txt" },
        { "POST", "/file/buffer" },
    };

    [Theory(Timeout = 180_000), MemberData(nameof(Ways))]
    public async Task A_body_with_a_matching_digest_is_stored(string method, string path)
    {
        var user = await fixture.SharedUserAsync();
        foreach (var field in new[] { "Content-Digest", "Repr-Digest" })
        {
            var body = Body(method);
            using var response = await SendAsync(user, method, path, body, (field, $"sha-512=:AAAA:, {Field(body)}"));
            Assert.True(response.IsSuccessStatusCode, await response.TextAsync());
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task A_body_with_a_wrong_digest_gets_400_and_leaves_nothing()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        foreach (var (method, path) in Ways.Select(row => row.Data))
        {
            await SendAsync(user, method, path, Body(method), ("Content-Digest", Field([1, 2, 3]))).IsProblemAsync(400, "digest_mismatch");
            Assert.Equal(0, app.Query("select (select count(*) from Files) + (select count(*) from Buffers)"));
            Assert.Empty(app.Blobs());
            Assert.Empty(app.Blobs("_buffer"));
            Assert.Empty(app.Blobs("_incoming"));
        }
    }

    [Theory(Timeout = 180_000)]
    [InlineData("sha-256=AAAA")]
    [InlineData("sha-256=:AAAA:")]
    [InlineData("sha-256=:not base64!:")]
    [InlineData("sha-256")]
    public async Task A_malformed_digest_gets_400(string field)
    {
        var user = await fixture.SharedUserAsync();
        await SendAsync(user, "PUT", "/file/load/a.txt", Some, ("Content-Digest", field)).IsProblemAsync(400, "digest_invalid");
        await SendAsync(user, "PUT", "/file/buffer/a.txt", Some, ("Repr-Digest", field)).IsProblemAsync(400, "digest_invalid");
    }

    [Fact(Timeout = 180_000)]
    public async Task Downloads_carry_the_digest_of_the_whole_file()
    {
        var user = await fixture.SharedUserAsync();
        var file = await user.UploadAsync("a.txt", Some);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Some)), file.Sha256);
        using var whole = await user.GetAsync(file.Path);
        Assert.Equal(Field(Some), whole.Header("Repr-Digest"));
        using var part = await user.GetAsync(file.Path, ("Range", "bytes=0-3"));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(Field(Some), part.Header("Repr-Digest"));
        await user.PutFileAsync("a.txt", Some);
        using var buffer = await user.SendAsync(HttpMethod.Head, "/file/buffer", null);
        Assert.Equal(Field(Some), buffer.Header("Repr-Digest"));
        using var outside = await user.GetAsync(file.Path, ("Range", "bytes=1000-"));
        Assert.Equal("", outside.Header("Repr-Digest"));
    }

    // POST sends multipart, and the digest covers the whole body.
    static byte[] Body(string method) => method == "PUT" ? Some : Encoding.UTF8.GetBytes(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nsome bytes of a file\r\n--b--\r\n");

    static Task<HttpResponseMessage> SendAsync(Visitor user, string method, string path, byte[] body, params (string, string)[] headers)
    {
        var content = new ByteArrayContent(body);
        if (method == "POST")
            content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        return user.SendAsync(new HttpMethod(method), path, content, [("X-Data-Type", "file"), .. headers]);
    }

    static string Field(byte[] body) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:";
}
