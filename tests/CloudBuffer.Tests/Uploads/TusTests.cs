using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace CloudBuffer.Tests.Uploads;

/// <summary>What tus 1.0 says a server must do, one by one.</summary>
public abstract class TusTests(RunningApp running)
{
    const string Body = "application/offset+octet-stream";
    static readonly byte[] Some = Encoding.ASCII.GetBytes("hello world");

    [Fact(Timeout = 60_000)]
    public async Task OPTIONS_tells_version_extensions_and_the_largest_size()
    {
        using var stranger = running.NewVisitor();
        using var answer = await stranger.SendAsync(HttpMethod.Options, "/file/upload", null);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("1.0.0", answer.Header("Tus-Version"));
        Assert.Equal("creation,creation-with-upload,creation-defer-length,expiration,termination,checksum", answer.Header("Tus-Extension"));
        Assert.Equal("sha256,sha1", answer.Header("Tus-Checksum-Algorithm"));
        Assert.Equal((10L << 30).ToString(), answer.Header("Tus-Max-Size"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(null)]
    [InlineData("0.2.2")]
    public async Task Another_version_is_412_and_names_ours(string? version)
    {
        using var user = await running.NewUserAsync();
        using var answer = await user.SendAsync(HttpMethod.Post, "/file/upload", null, version is null ? [("Upload-Length", "1")] : [("Upload-Length", "1"), ("Tus-Resumable", version)]);
        Assert.Equal("1.0.0", answer.Header("Tus-Version"));
        await answer.IsProblemAsync(412, "tus_version_unsupported");
    }

    [Fact(Timeout = 60_000)]
    public async Task Every_answer_carries_Tus_Resumable()
    {
        using var user = await running.NewUserAsync();
        var upload = await CreateAsync(user, Some.Length);
        foreach (var asked in new[] { HeadAsync(user, upload), PatchAsync(user, upload, 5, Some), PatchAsync(user, upload, 0, Some), TusAsync(user, HttpMethod.Delete, "/file/upload/unknown") })
        {
            using var answer = await asked;
            Assert.Equal("1.0.0", answer.Header("Tus-Resumable"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task HEAD_tells_offset_and_length_and_is_not_cached()
    {
        using var user = await running.NewUserAsync();
        var upload = await CreateAsync(user, Some.Length);
        await PatchAsync(user, upload, 0, Some[..4]).HasStatusAsync(HttpStatusCode.NoContent);
        using var answer = await HeadAsync(user, upload);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("4", answer.Header("Upload-Offset"));
        Assert.Equal("11", answer.Header("Upload-Length"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.NotEqual("", answer.Header("Upload-Expires"));
    }

    [Fact(Timeout = 60_000)]
    public async Task PATCH_appends_and_the_last_answer_has_the_link()
    {
        using var user = await running.NewUserAsync();
        var upload = await CreateAsync(user, Some.Length, $"filename {Base64("ä.txt")},filetype {Base64("text/x-test")}");
        using var first = await PatchAsync(user, upload, 0, Some[..6]);
        Assert.Equal("6", first.Header("Upload-Offset"));
        Assert.Equal("", first.Header("Upload-File-Token"));
        using var last = await PatchAsync(user, upload, 6, Some[6..]);
        Assert.Equal(HttpStatusCode.NoContent, last.StatusCode);
        Assert.Equal("11", last.Header("Upload-Offset"));
        using var file = await user.GetAsync($"/f/{last.Header("Upload-File-Token")}");
        Assert.Equal("ä.txt", file.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal("text/x-test", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(Some))}\"", file.Header("ETag"));
        Assert.Equal(Some, await file.BytesAsync());
        Assert.EndsWith(last.Header("Upload-File-Token"), last.Header("Content-Location"));
        // Whoever missed that answer is told again.
        using var again = await HeadAsync(user, upload);
        Assert.Equal(last.Header("Upload-File-Token"), again.Header("Upload-File-Token"));
        using var repeated = await PatchAsync(user, upload, 11, []);
        Assert.Equal(HttpStatusCode.NoContent, repeated.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task With_the_buffer_as_its_target_it_is_in_the_buffer_once_it_is_whole()
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("before").HasStatusAsync(HttpStatusCode.OK);
        var upload = await CreateAsync(user, Some.Length, $"filename {Base64("ä.txt")},target {Base64("buffer")}");
        await PatchAsync(user, upload, 0, Some[..6]).HasStatusAsync(HttpStatusCode.NoContent);
        using (var still = await user.GetAsync("/file/buffer"))
            Assert.Equal("before", await still.TextAsync());
        using var last = await PatchAsync(user, upload, 6, Some[6..]);
        Assert.Equal("", last.Header("Upload-File-Token"));
        Assert.EndsWith("/file/buffer", last.Header("Content-Location"));
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("file", buffer.Header("X-Data-Type"));
        Assert.Equal($"\"{last.Header("Upload-Buffer-Version")}\"", buffer.Header("ETag"));
        Assert.Equal("ä.txt", buffer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal(Some, await buffer.BytesAsync());
        using var mine = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.Equal("[]", await mine.TextAsync());

        // Whoever missed that answer is told again, until something else is there.
        using (var again = await HeadAsync(user, upload))
            Assert.Equal(last.Header("Upload-Buffer-Version"), again.Header("Upload-Buffer-Version"));
        await user.PutTextAsync("after").HasStatusAsync(HttpStatusCode.OK);
        using var gone = await HeadAsync(user, upload);
        Assert.Equal("11", gone.Header("Upload-Offset"));
        Assert.Equal("", gone.Header("Upload-Buffer-Version"));
        Assert.Equal(1, running.App.Query($"select count(*) from Buffers join Users on Users.Id = OwnerId where UserName = '{user.Name}'"));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_buffer_as_a_target_needs_the_scope_of_the_buffer_and_there_is_no_third_one()
    {
        using var user = await running.NewUserAsync();
        using var program = running.NewVisitor();
        var files = await user.MakeTokenAsync("file:write");
        (string, string)[] toBuffer = [("Upload-Length", "1"), ("Upload-Metadata", $"target {Base64("buffer")}")];
        await TusAsync(program, HttpMethod.Post, "/file/upload", null, [.. toBuffer, files.Header]).IsProblemAsync(403, "scope_missing");
        var both = await user.MakeTokenAsync("file:write buffer:write");
        await TusAsync(program, HttpMethod.Post, "/file/upload", null, [.. toBuffer, both.Header]).HasStatusAsync(HttpStatusCode.Created);
        await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", "1"), ("Upload-Metadata", $"target {Base64("elsewhere")}")).IsProblemAsync(400, "upload_metadata_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wrong_offset_is_409_and_changes_nothing()
    {
        using var user = await running.NewUserAsync();
        var upload = await CreateAsync(user, Some.Length);
        await PatchAsync(user, upload, 3, Some).IsProblemAsync(409, "offset_conflict");
        await TusAsync(user, HttpMethod.Patch, upload, new ByteArrayContent(Some), ("Content-Type", Body)).IsProblemAsync(400, "upload_offset_invalid");
        await PatchAsync(user, upload, -1, Some).IsProblemAsync(400, "upload_offset_invalid");
        using var answer = await HeadAsync(user, upload);
        Assert.Equal("0", answer.Header("Upload-Offset"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_content_type_is_415()
    {
        using var user = await running.NewUserAsync();
        var upload = await CreateAsync(user, Some.Length);
        await TusAsync(user, HttpMethod.Patch, upload, new ByteArrayContent(Some), ("Upload-Offset", "0"), ("Content-Type", "application/octet-stream")).IsProblemAsync(415, "content_type_unsupported");
    }

    [Fact(Timeout = 60_000)]
    public async Task More_than_was_announced_is_413_and_nothing_of_it_counts()
    {
        using var user = await running.NewUserAsync();
        var upload = await CreateAsync(user, 5);
        await PatchAsync(user, upload, 0, Some).IsProblemAsync(413, "too_large");
        using var answer = await HeadAsync(user, upload);
        Assert.Equal("0", answer.Header("Upload-Offset"));
        await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", ((10L << 30) + 1).ToString())).IsProblemAsync(413, "too_large");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(null, null)]
    [InlineData("-1", null)]
    [InlineData("many", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("5", "1")]
    [InlineData(null, "2")]
    public async Task A_length_that_makes_no_sense_is_400(string? length, string? defer)
    {
        using var user = await running.NewUserAsync();
        var headers = new List<(string, string)>();
        if (length is not null)
            headers.Add(("Upload-Length", length));
        if (defer is not null)
            headers.Add(("Upload-Defer-Length", defer));
        await TusAsync(user, HttpMethod.Post, "/file/upload", null, [.. headers]).IsProblemAsync(400, "upload_length_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_length_may_come_later_once()
    {
        using var user = await running.NewUserAsync();
        using var created = await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Defer-Length", "1"));
        var upload = created.Header("Location");
        await PatchAsync(user, upload, 0, Some[..5]).HasStatusAsync(HttpStatusCode.NoContent);
        using (var head = await HeadAsync(user, upload))
        {
            Assert.Equal("1", head.Header("Upload-Defer-Length"));
            Assert.Equal("", head.Header("Upload-Length"));
        }
        await PatchAsync(user, upload, 5, [], ("Upload-Length", "3")).IsProblemAsync(400, "upload_length_invalid");
        await PatchAsync(user, upload, 5, Some[5..8], ("Upload-Length", "11")).HasStatusAsync(HttpStatusCode.NoContent);
        await PatchAsync(user, upload, 8, Some[8..], ("Upload-Length", "12")).IsProblemAsync(400, "upload_length_invalid");
        using var last = await PatchAsync(user, upload, 8, Some[8..]);
        Assert.NotEqual("", last.Header("Upload-File-Token"));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_creation_may_bring_bytes_or_all_of_them_or_none_be_needed()
    {
        using var user = await running.NewUserAsync();
        using var part = await TusAsync(user, HttpMethod.Post, "/file/upload", new ByteArrayContent(Some[..4]), ("Upload-Length", "11"), ("Content-Type", Body));
        Assert.Equal(HttpStatusCode.Created, part.StatusCode);
        Assert.Equal("4", part.Header("Upload-Offset"));
        using var all = await TusAsync(user, HttpMethod.Post, "/file/upload", new ByteArrayContent(Some), ("Upload-Length", "11"), ("Content-Type", Body));
        using var file = await user.GetAsync($"/f/{all.Header("Upload-File-Token")}");
        Assert.Equal(Some, await file.BytesAsync());
        using var none = await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", "0"));
        await user.GetAsync($"/f/{none.Header("Upload-File-Token")}").HasStatusAsync(HttpStatusCode.OK);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("filename !!!")]
    [InlineData("filename YQ== YQ==")]
    [InlineData("filename YQ==,filename Yg==")]
    public async Task Metadata_that_is_none_is_400(string metadata)
    {
        using var user = await running.NewUserAsync();
        await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", "1"), ("Upload-Metadata", metadata)).IsProblemAsync(400, "upload_metadata_invalid");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("sha256")]
    [InlineData("sha1")]
    public async Task A_body_that_has_not_its_checksum_is_460_and_discarded(string algorithm)
    {
        using var user = await running.NewUserAsync();
        var upload = await CreateAsync(user, Some.Length);
        string Sum(byte[] bytes) => $"{algorithm} {Convert.ToBase64String(algorithm == "sha1" ? SHA1.HashData(bytes) : SHA256.HashData(bytes))}";
        await PatchAsync(user, upload, 0, Some[..4], ("Upload-Checksum", Sum(Some[..4]))).HasStatusAsync(HttpStatusCode.NoContent);
        await PatchAsync(user, upload, 4, Some[4..], ("Upload-Checksum", Sum(Some))).IsProblemAsync(460, "checksum_mismatch");
        using (var head = await HeadAsync(user, upload))
            Assert.Equal("4", head.Header("Upload-Offset"));
        using var last = await PatchAsync(user, upload, 4, Some[4..], ("Upload-Checksum", Sum(Some[4..])));
        using var file = await user.GetAsync($"/f/{last.Header("Upload-File-Token")}");
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(Some))}\"", file.Header("ETag"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("md5 XrY7u+Ae7tCTyyK7j1rNww==")]
    [InlineData("sha256 short")]
    [InlineData("sha256")]
    [InlineData("sha1 XrY7u+Ae7tCTyyK7j1rNww==")]
    public async Task A_checksum_that_is_not_understood_is_400(string checksum)
    {
        using var user = await running.NewUserAsync();
        var upload = await CreateAsync(user, Some.Length);
        await PatchAsync(user, upload, 0, Some, ("Upload-Checksum", checksum)).IsProblemAsync(400, "checksum_invalid");
    }

    [Fact(Timeout = 60_000)]
    public async Task DELETE_forgets_the_upload()
    {
        using var user = await running.NewUserAsync();
        var upload = await CreateAsync(user, Some.Length);
        await PatchAsync(user, upload, 0, Some[..4]);
        await TusAsync(user, HttpMethod.Delete, upload).HasStatusAsync(HttpStatusCode.NoContent);
        await TusAsync(user, HttpMethod.Patch, upload, new ByteArrayContent(Some), ("Upload-Offset", "4"), ("Content-Type", Body)).IsProblemAsync(404, "upload_not_found");
        Assert.DoesNotContain(upload.Split('/')[^1], running.App.Blobs("_uploads"));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_upload_of_another_user_is_404()
    {
        using var ann = await running.NewUserAsync();
        using var bob = await running.NewUserAsync();
        var upload = await CreateAsync(ann, Some.Length);
        await PatchAsync(bob, upload, 0, Some).IsProblemAsync(404, "upload_not_found");
        await TusAsync(bob, HttpMethod.Get, upload).IsProblemAsync(404, "upload_not_found");
        await TusAsync(bob, HttpMethod.Delete, upload).IsProblemAsync(404, "upload_not_found");
        foreach (var id in new[] { "..", "%2e%2e%2f%2e%2e", "*", new string('0', 32), new string('x', 2000) })
            await TusAsync(ann, HttpMethod.Get, $"/file/upload/x{id}").IsProblemAsync(404, "upload_not_found");
    }

    [Fact(Timeout = 60_000)]
    public async Task Methods_that_a_client_cannot_send_are_named_in_a_header()
    {
        using var user = await running.NewUserAsync();
        var upload = await CreateAsync(user, Some.Length);
        await TusAsync(user, HttpMethod.Post, upload, new ByteArrayContent(Some[..4]), ("X-HTTP-Method-Override", "PATCH"), ("Upload-Offset", "0"), ("Content-Type", Body)).HasStatusAsync(HttpStatusCode.NoContent);
        await TusAsync(user, HttpMethod.Post, upload, null, ("X-HTTP-Method-Override", "DELETE")).HasStatusAsync(HttpStatusCode.NoContent);
        await TusAsync(user, HttpMethod.Post, upload, null).IsProblemAsync(405, "method_not_allowed");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_newer_request_takes_over_from_a_line_that_hangs(bool isChecked)
    {
        using var user = await running.NewUserAsync();
        var upload = await CreateAsync(user, 2_000_000);
        using var dead = new HangingBody(500_000);
        var hanging = TusAsync(user, HttpMethod.Patch, upload, new StreamContent(dead),
            [("Upload-Offset", "0"), ("Content-Type", Body), .. isChecked ? [("Upload-Checksum", $"sha256 {Convert.ToBase64String(SHA256.HashData(new byte[2_000_000]))}")] : Array.Empty<(string, string)>()]);
        await dead.Hangs;
        await Eventually.True("bytes have come", () => File.Exists(Path.Combine(running.App.UserFiles, "_uploads", upload.Split('/')[^1])));
        await Task.Delay(500, TestContext.Current.CancellationToken); // what the client has sent is on its way
        using var head = await HeadAsync(user, upload);
        // What cannot be checked any more does not count.
        int there = isChecked ? 0 : 500_000;
        Assert.Equal($"{there}", head.Header("Upload-Offset"));
        using var last = await PatchAsync(user, upload, there, new byte[2_000_000 - there]);
        Assert.NotEqual("", last.Header("Upload-File-Token"));
        dead.Release();
        try
        {
            using var late = await hanging;
            Assert.Equal(423, (int)late.StatusCode);
        }
        catch (HttpRequestException)
        {
            // Or the line was closed.
        }
    }

    static async Task<string> CreateAsync(Visitor user, long length, string metadata = "")
    {
        using var answer = await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", $"{length}"), ("Upload-Metadata", metadata));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Matches("^/file/upload/[0-9a-f]{32}$", answer.Header("Location"));
        return answer.Header("Location");
    }

    static Task<HttpResponseMessage> HeadAsync(Visitor user, string upload) => TusAsync(user, HttpMethod.Head, upload);

    static Task<HttpResponseMessage> PatchAsync(Visitor user, string upload, long offset, byte[] bytes, params (string Name, string Value)[] headers) =>
        TusAsync(user, HttpMethod.Patch, upload, new ByteArrayContent(bytes), [("Upload-Offset", $"{offset}"), ("Content-Type", Body), .. headers]);

    static Task<HttpResponseMessage> TusAsync(Visitor user, HttpMethod method, string path, HttpContent? body = null, params (string Name, string Value)[] headers) =>
        user.SendAsync(method, path, body, [("Tus-Resumable", "1.0.0"), .. headers]);

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Zeros, and then nothing more.</summary>
    sealed class HangingBody(int bytes) : MemoryStream(new byte[bytes])
    {
        readonly TaskCompletionSource hangs = new();
        readonly TaskCompletionSource released = new();

        public Task Hangs => hangs.Task;

        public override bool CanSeek => false;

        public void Release() => released.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            if (read > 0)
                return read;
            hangs.TrySetResult();
            await released.Task.WaitAsync(cancellationToken);
            return 0;
        }
    }
}

public sealed class TusTestsOnEmbeddedRedis(EmbeddedApp running) : TusTests(running);

public sealed class TusTestsOnRedisServer(RedisApp running) : TusTests(running);
