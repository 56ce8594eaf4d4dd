using System.Net;
using static CloudBuffer.Tests.Uploads.TusSteps;

namespace CloudBuffer.Tests.Uploads;

/// <summary>Creating a tus 1.0 upload: length, metadata, target.</summary>
public sealed class TusCreationTests(EmbeddedApp fixture)
{
    [Fact(Timeout = 60_000)]
    public async Task OPTIONS_lists_version_extensions_and_maximum_size()
    {
        using var anonymous = fixture.NewVisitor();
        using var response = await anonymous.SendAsync(HttpMethod.Options, "/file/upload", null);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("1.0.0", response.Header("Tus-Version"));
        Assert.Equal("creation,creation-with-upload,creation-defer-length,expiration,termination,checksum", response.Header("Tus-Extension"));
        Assert.Equal("sha256,sha1", response.Header("Tus-Checksum-Algorithm"));
        Assert.Equal((10L << 30).ToString(), response.Header("Tus-Max-Size"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(null)]
    [InlineData("0.2.2")]
    public async Task An_unsupported_tus_version_gets_412_with_the_supported_one(string? version)
    {
        var user = await fixture.SharedUserAsync();
        (string, string)[] headers = version is null ? [("Upload-Length", "1")] : [("Upload-Length", "1"), ("Tus-Resumable", version)];
        using var response = await user.SendAsync(HttpMethod.Post, "/file/upload", null, headers);
        Assert.Equal("1.0.0", response.Header("Tus-Version"));
        await response.IsProblemAsync(412, "tus_version_unsupported");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(null, null)]
    [InlineData("-1", null)]
    [InlineData("many", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("5", "1")]
    [InlineData(null, "2")]
    public async Task An_invalid_upload_length_gets_400(string? length, string? defer)
    {
        var user = await fixture.SharedUserAsync();
        var headers = new List<(string, string)>();
        if (length is not null)
            headers.Add(("Upload-Length", length));
        if (defer is not null)
            headers.Add(("Upload-Defer-Length", defer));
        await TusAsync(user, HttpMethod.Post, "/file/upload", null, [.. headers]).IsProblemAsync(400, "upload_length_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_deferred_upload_length_can_be_set_once()
    {
        var user = await fixture.SharedUserAsync();
        using var created = await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Defer-Length", "1"));
        var upload = created.Header("Location");
        await PatchAsync(user, upload, 0, SampleBytes[..5]).HasStatusAsync(HttpStatusCode.NoContent);
        using (var head = await HeadAsync(user, upload))
        {
            Assert.Equal("1", head.Header("Upload-Defer-Length"));
            Assert.Equal("", head.Header("Upload-Length"));
        }
        await PatchAsync(user, upload, 5, [], ("Upload-Length", "3")).IsProblemAsync(400, "upload_length_invalid");
        await PatchAsync(user, upload, 5, SampleBytes[5..8], ("Upload-Length", "11")).HasStatusAsync(HttpStatusCode.NoContent);
        await PatchAsync(user, upload, 8, SampleBytes[8..], ("Upload-Length", "12")).IsProblemAsync(400, "upload_length_invalid");
        using var last = await PatchAsync(user, upload, 8, SampleBytes[8..]);
        Assert.NotEqual("", last.Header("Upload-File-Token"));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_upload_creation_can_carry_some_or_all_bytes()
    {
        var user = await fixture.SharedUserAsync();
        using var part = await TusAsync(
            user, HttpMethod.Post, "/file/upload", new ByteArrayContent(SampleBytes[..4]), ("Upload-Length", "11"), ("Content-Type", ChunkMediaType));
        Assert.Equal(HttpStatusCode.Created, part.StatusCode);
        Assert.Equal("4", part.Header("Upload-Offset"));
        using var all = await TusAsync(
            user, HttpMethod.Post, "/file/upload", new ByteArrayContent(SampleBytes), ("Upload-Length", "11"), ("Content-Type", ChunkMediaType));
        using var file = await user.GetAsync($"/f/{all.Header("Upload-File-Token")}");
        Assert.Equal(SampleBytes, await file.BytesAsync());
        using var none = await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", "0"));
        await user.GetAsync($"/f/{none.Header("Upload-File-Token")}").HasStatusAsync(HttpStatusCode.OK);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("filename !!!")]
    [InlineData("filename YQ== YQ==")]
    [InlineData("filename YQ==,filename Yg==")]
    public async Task Invalid_upload_metadata_gets_400(string metadata)
    {
        var user = await fixture.SharedUserAsync();
        await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", "1"), ("Upload-Metadata", metadata))
            .IsProblemAsync(400, "upload_metadata_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_upload_to_the_buffer_needs_the_buffer_scope()
    {
        var user = await fixture.SharedUserAsync();
        using var program = fixture.NewVisitor();
        var files = await user.CreateTokenAsync("file:write");
        (string, string)[] toBuffer = [("Upload-Length", "1"), ("Upload-Metadata", $"target {Base64("buffer")}")];
        await TusAsync(program, HttpMethod.Post, "/file/upload", null, [.. toBuffer, files.Header]).IsProblemAsync(403, "scope_missing");
        var both = await user.CreateTokenAsync("file:write buffer:write");
        await TusAsync(program, HttpMethod.Post, "/file/upload", null, [.. toBuffer, both.Header]).HasStatusAsync(HttpStatusCode.Created);
        await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", "1"), ("Upload-Metadata", $"target {Base64("elsewhere")}"))
            .IsProblemAsync(400, "upload_metadata_invalid");
    }
}
