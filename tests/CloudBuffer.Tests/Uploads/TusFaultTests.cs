using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using static CloudBuffer.Tests.Uploads.TusSteps;

namespace CloudBuffer.Tests.Uploads;

/// <summary>tus 1.0 requests that are wrong, foreign or stalled.</summary>
public sealed class TusFaultTests(EmbeddedApp fixture)
{
    [Fact(Timeout = 60_000)]
    public async Task A_wrong_upload_offset_gets_409_and_changes_nothing()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, SampleBytes.Length);
        await PatchAsync(user, upload, 3, SampleBytes).IsProblemAsync(409, "offset_conflict");
        await TusAsync(user, HttpMethod.Patch, upload, new ByteArrayContent(SampleBytes), ("Content-Type", ChunkMediaType))
            .IsProblemAsync(400, "upload_offset_invalid");
        await PatchAsync(user, upload, -1, SampleBytes).IsProblemAsync(400, "upload_offset_invalid");
        using var response = await HeadAsync(user, upload);
        Assert.Equal("0", response.Header("Upload-Offset"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Requests_that_are_aborted_do_not_keep_the_lock_of_an_upload()
    {
        using var user = await fixture.NewUserAsync();
        var upload = await CreateAsync(user, SampleBytes.Length);
        var request = Encoding.ASCII.GetBytes($"HEAD {upload} HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nCookie: {user.Cookie}\r\n\r\n");
        for (int i = 0; i < 200; i++)
        {
            var sockets = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            {
                LingerState = new LingerOption(true, 0), // resets the connection
            }).ToList();
            foreach (var socket in sockets)
            {
                await socket.ConnectAsync(IPAddress.Loopback, fixture.App.Address.Port, TestContext.Current.CancellationToken);
                await socket.SendAsync(request, TestContext.Current.CancellationToken);
            }
            await Task.Delay(i % 7, TestContext.Current.CancellationToken);
            sockets.ForEach(socket => socket.Dispose());
        }
        await HeadAsync(user, upload).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_token_without_the_scope_of_the_buffer_cannot_write_an_upload_to_it()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, SampleBytes.Length, "target " + Base64("buffer"));
        var token = await user.CreateTokenAsync("file:write");
        using var program = fixture.NewVisitor();
        await PatchAsync(program, upload, 0, SampleBytes, token.Header).IsProblemAsync(403, "scope_missing");
        await PatchAsync(user, upload, 0, SampleBytes).HasStatusAsync(HttpStatusCode.NoContent);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("partial")]
    [InlineData("final;/file/upload/a /file/upload/b")]
    public async Task Parallel_parts_of_an_upload_are_refused_before_anything_is_stored(string concatenation)
    {
        using var user = await fixture.NewUserAsync();
        await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", "10"), ("Upload-Concat", concatenation))
            .IsProblemAsync(400, "concatenation_unsupported");
        await user.UploadAsync("a", [1]);
        using var list = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.Equal(1, (await list.JsonAsync()).GetArrayLength());
    }

    [Fact(Timeout = 60_000)]
    public async Task An_upload_with_another_content_type_gets_415()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, SampleBytes.Length);
        await TusAsync(user, HttpMethod.Patch, upload, new ByteArrayContent(SampleBytes), ("Upload-Offset", "0"), ("Content-Type", "application/octet-stream"))
            .IsProblemAsync(415, "content_type_unsupported");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_upload_longer_than_announced_gets_413_and_stores_nothing()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, 5);
        await PatchAsync(user, upload, 0, SampleBytes).IsProblemAsync(413, "too_large");
        using var response = await HeadAsync(user, upload);
        Assert.Equal("0", response.Header("Upload-Offset"));
        await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", ((10L << 30) + 1).ToString())).IsProblemAsync(413, "too_large");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("sha256")]
    [InlineData("sha1")]
    public async Task A_body_with_a_wrong_checksum_gets_460_and_is_discarded(string algorithm)
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, SampleBytes.Length);
        string Sum(byte[] bytes) => $"{algorithm} {Convert.ToBase64String(algorithm == "sha1" ? SHA1.HashData(bytes) : SHA256.HashData(bytes))}";
        await PatchAsync(user, upload, 0, SampleBytes[..4], ("Upload-Checksum", Sum(SampleBytes[..4]))).HasStatusAsync(HttpStatusCode.NoContent);
        await PatchAsync(user, upload, 4, SampleBytes[4..], ("Upload-Checksum", Sum(SampleBytes))).IsProblemAsync(460, "checksum_mismatch");
        using (var head = await HeadAsync(user, upload))
            Assert.Equal("4", head.Header("Upload-Offset"));
        using var last = await PatchAsync(user, upload, 4, SampleBytes[4..], ("Upload-Checksum", Sum(SampleBytes[4..])));
        using var file = await user.GetAsync($"/f/{last.Header("Upload-File-Token")}");
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(SampleBytes))}\"", file.Header("ETag"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("md5 XrY7u+Ae7tCTyyK7j1rNww==")]
    [InlineData("sha256 short")]
    [InlineData("sha256")]
    [InlineData("sha1 XrY7u+Ae7tCTyyK7j1rNww==")]
    public async Task An_invalid_checksum_header_gets_400(string checksum)
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, SampleBytes.Length);
        await PatchAsync(user, upload, 0, SampleBytes, ("Upload-Checksum", checksum)).IsProblemAsync(400, "checksum_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_upload_of_another_user_gets_404()
    {
        var ann = await fixture.SharedUserAsync();
        var bob = await fixture.OtherSharedUserAsync();
        var upload = await CreateAsync(ann, SampleBytes.Length);
        await PatchAsync(bob, upload, 0, SampleBytes).IsProblemAsync(404, "upload_not_found");
        await TusAsync(bob, HttpMethod.Get, upload).IsProblemAsync(404, "upload_not_found");
        await TusAsync(bob, HttpMethod.Delete, upload).IsProblemAsync(404, "upload_not_found");
        foreach (var id in new[] { "..", "%2e%2e%2f%2e%2e", "*", new string('0', 32), new string('x', 2000) })
            await TusAsync(ann, HttpMethod.Get, $"/file/upload/x{id}").IsProblemAsync(404, "upload_not_found");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_newer_upload_request_takes_over_from_a_stalled_one(bool isChecked)
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, 2_000_000);
        using var body = new StalledStream(500_000);
        var checksum = $"sha256 {Convert.ToBase64String(SHA256.HashData(new byte[2_000_000]))}";
        (string, string)[] headers = [("Upload-Offset", "0"), ("Content-Type", ChunkMediaType)];
        var stalled = TusAsync(user, HttpMethod.Patch, upload, new StreamContent(body), isChecked ? [.. headers, ("Upload-Checksum", checksum)] : headers);
        await body.Stalled;
        await Eventually.True("bytes have arrived", () => File.Exists(Path.Combine(fixture.App.UserFiles, "_uploads", upload.Split('/')[^1])));
        await Task.Delay(500, TestContext.Current.CancellationToken); // until the server has read what was sent
        using var head = await HeadAsync(user, upload);
        // Bytes whose checksum can no longer be verified are discarded.
        int there = isChecked ? 0 : 500_000;
        Assert.Equal($"{there}", head.Header("Upload-Offset"));
        using var last = await PatchAsync(user, upload, there, new byte[2_000_000 - there]);
        Assert.NotEqual("", last.Header("Upload-File-Token"));
        body.Release();
        try
        {
            using var late = await stalled;
            await late.IsProblemAsync(423, "upload_locked");
        }
        catch (HttpRequestException)
        {
            // Or the connection was closed.
        }
    }
}
