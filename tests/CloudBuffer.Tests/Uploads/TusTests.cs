using System.Net;
using System.Security.Cryptography;
using static CloudBuffer.Tests.Uploads.TusSteps;

namespace CloudBuffer.Tests.Uploads;

/// <summary>The requirements of tus 1.0 for transfers.</summary>
public sealed class TusTests(EmbeddedApp fixture)
{
    [Fact(Timeout = 60_000)]
    public async Task Every_upload_response_carries_Tus_Resumable()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, SampleBytes.Length);
        foreach (var asked in new[]
        {
            HeadAsync(user, upload), PatchAsync(user, upload, 5, SampleBytes), PatchAsync(user, upload, 0, SampleBytes),
            TusAsync(user, HttpMethod.Delete, "/file/upload/unknown"),
        })
        {
            using var response = await asked;
            Assert.Equal("1.0.0", response.Header("Tus-Resumable"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task HEAD_returns_offset_and_length_uncached()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, SampleBytes.Length);
        await PatchAsync(user, upload, 0, SampleBytes[..4]).HasStatusAsync(HttpStatusCode.NoContent);
        using var response = await HeadAsync(user, upload);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("4", response.Header("Upload-Offset"));
        Assert.Equal("11", response.Header("Upload-Length"));
        Assert.Equal("no-store", response.Header("Cache-Control"));
        Assert.NotEqual("", response.Header("Upload-Expires"));
    }

    [Fact(Timeout = 60_000)]
    public async Task PATCH_appends_and_the_last_response_has_the_share_link()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, SampleBytes.Length, $"filename {Base64("ä.txt")},filetype {Base64("text/csv")}");
        using var first = await PatchAsync(user, upload, 0, SampleBytes[..6]);
        Assert.Equal("6", first.Header("Upload-Offset"));
        Assert.Equal("", first.Header("Upload-File-Token"));
        using var last = await PatchAsync(user, upload, 6, SampleBytes[6..]);
        Assert.Equal(HttpStatusCode.NoContent, last.StatusCode);
        Assert.Equal("11", last.Header("Upload-Offset"));
        using var file = await user.GetAsync($"/f/{last.Header("Upload-File-Token")}");
        Assert.Equal("ä.txt", file.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal("text/csv", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(SampleBytes))}\"", file.Header("ETag"));
        Assert.Equal(SampleBytes, await file.BytesAsync());
        Assert.EndsWith(last.Header("Upload-File-Token"), last.Header("Content-Location"));
        // A client that missed that response gets the token again.
        using var again = await HeadAsync(user, upload);
        Assert.Equal(last.Header("Upload-File-Token"), again.Header("Upload-File-Token"));
        using var repeated = await PatchAsync(user, upload, 11, []);
        Assert.Equal(HttpStatusCode.NoContent, repeated.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_upload_to_the_buffer_appears_there_when_complete()
    {
        using var user = await fixture.NewUserAsync();
        await user.PutTextAsync("before").HasStatusAsync(HttpStatusCode.OK);
        var upload = await CreateAsync(user, SampleBytes.Length, $"filename {Base64("ä.txt")},target {Base64("buffer")}");
        await PatchAsync(user, upload, 0, SampleBytes[..6]).HasStatusAsync(HttpStatusCode.NoContent);
        using (var still = await user.GetAsync("/file/buffer"))
            Assert.Equal("before", await still.TextAsync());
        using var last = await PatchAsync(user, upload, 6, SampleBytes[6..]);
        Assert.Equal("", last.Header("Upload-File-Token"));
        Assert.EndsWith("/file/buffer", last.Header("Content-Location"));
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("file", buffer.Header("X-Data-Type"));
        Assert.Equal($"\"{last.Header("Upload-Buffer-Version")}\"", buffer.Header("ETag"));
        Assert.Equal("ä.txt", buffer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal(SampleBytes, await buffer.BytesAsync());
        using var mine = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.Equal("[]", await mine.TextAsync());

        // A client that missed that response gets the version again, until a newer item replaces it.
        using (var again = await HeadAsync(user, upload))
            Assert.Equal(last.Header("Upload-Buffer-Version"), again.Header("Upload-Buffer-Version"));
        await user.PutTextAsync("after").HasStatusAsync(HttpStatusCode.OK);
        using var gone = await HeadAsync(user, upload);
        Assert.Equal("11", gone.Header("Upload-Offset"));
        Assert.Equal("", gone.Header("Upload-Buffer-Version"));
        Assert.Equal(1, fixture.App.Query($"select count(*) from Buffers join Users on Users.Id = OwnerId where UserName = '{user.Name}'"));
    }

    [Fact(Timeout = 60_000)]
    public async Task DELETE_removes_the_upload()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, SampleBytes.Length);
        await PatchAsync(user, upload, 0, SampleBytes[..4]);
        await TusAsync(user, HttpMethod.Delete, upload).HasStatusAsync(HttpStatusCode.NoContent);
        await TusAsync(user, HttpMethod.Patch, upload, new ByteArrayContent(SampleBytes), ("Upload-Offset", "4"), ("Content-Type", ChunkMediaType))
            .IsProblemAsync(404, "upload_not_found");
        Assert.DoesNotContain(upload.Split('/')[^1], fixture.App.Blobs("_uploads"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_method_override_header_replaces_PATCH_and_DELETE()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, SampleBytes.Length);
        await TusAsync(
            user, HttpMethod.Post, upload, new ByteArrayContent(SampleBytes[..4]),
            ("X-HTTP-Method-Override", "PATCH"), ("Upload-Offset", "0"), ("Content-Type", ChunkMediaType))
            .HasStatusAsync(HttpStatusCode.NoContent);
        await TusAsync(user, HttpMethod.Post, upload, null, ("X-HTTP-Method-Override", "DELETE")).HasStatusAsync(HttpStatusCode.NoContent);
        await TusAsync(user, HttpMethod.Post, upload, null).IsProblemAsync(405, "method_not_allowed");
    }
}
