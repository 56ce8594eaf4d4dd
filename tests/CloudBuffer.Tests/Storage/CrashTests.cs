using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using CloudBuffer.Tests.Uploads;
using static CloudBuffer.Tests.Uploads.TusSteps;

namespace CloudBuffer.Tests.Storage;

/// <summary>Crashes and shutdowns keep what was acknowledged and nothing else.</summary>
[Trait("Category", "Slow")]
public sealed class CrashTests
{
    const int Rounds = 6;

    [Fact(Timeout = 600_000)]
    public async Task A_crash_keeps_every_acknowledged_upload_and_nothing_else()
    {
        await using var app = await new AppProcess([("CloudBuffer__MaxFiles", "100000"), .. OrphanTests.FastScan]).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var acknowledged = new ConcurrentBag<UploadedFile>();
        for (int round = 0; round < Rounds; round++)
        {
            var uploads = Enumerable.Range(0, 8).Select(async _ =>
            {
                try
                {
                    while (true)
                        acknowledged.Add(await user.UploadAsync("a", RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(1, 3_000_000))));
                }
                catch (Exception e) when (e is HttpRequestException or IOException)
                {
                    // The server was killed; an upload without a response does not count.
                }
            }).ToList();
            int before = acknowledged.Count;
            await Eventually.True("something is acknowledged", () => acknowledged.Count > before);
            await Task.Delay(RandomNumberGenerator.GetInt32(0, 500), TestContext.Current.CancellationToken);
            await app.KillAsync();
            await Task.WhenAll(uploads);
            await app.StartAsync();
        }
        Assert.NotEmpty(acknowledged);
        foreach (var file in acknowledged)
        {
            using var response = await user.GetAsync(file.Path);
            Assert.Equal(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(await response.BytesAsync())));
        }
        await Eventually.True("there is one blob per row", () =>
            app.Blobs("_incoming").Length == 0 && app.Blobs().Length == app.Query("select count(*) from Files"));
        Assert.InRange(app.Query("select count(*) from Files"), acknowledged.Count, acknowledged.Count + 8 * Rounds);
    }

    [Fact(Timeout = 180_000)]
    public async Task Bytes_of_resumable_uploads_count_after_a_crash()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytesPerUser", "50000000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var upload = await CreateAsync(user, 40_000_000);
        var body = new StalledStream(40_000_000);
        var patch = TusAsync(user, HttpMethod.Patch, upload, new StreamContent(body), ("Upload-Offset", "0"), ("Content-Type", ChunkMediaType));
        await body.Stalled;
        var uploads = new DirectoryInfo(Path.Combine(app.UserFiles, "_uploads"));
        await Eventually.True("bytes are written", () => uploads.EnumerateFiles().Sum(file => file.Length) > 0);
        await app.KillAsync();
        body.Release();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => patch);
        await app.StartAsync();
        await Eventually.True("the row has the bytes of the blob", () => app.Query("select sum(Offset) from Uploads") > 0);
        using var head = await HeadAsync(user, upload);
        var offset = long.Parse(head.Header("Upload-Offset"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(app.Query("select sum(Offset) from Uploads"), offset);
        await user.SendAsync(HttpMethod.Put, "/file/load/a", new ByteArrayContent(new byte[50_000_000 - offset + 1])).IsProblemAsync(507, "no_room");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_restart_keeps_sessions_files_and_buffer()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", [1, 2, 3]);
        await user.PutTextAsync("kept");
        await app.KillAsync();
        await app.StartAsync();
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("kept", await buffer.TextAsync());
        using var list = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.Equal(file.Token, (await list.JsonAsync())[0].GetProperty("token").GetString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(app.Folder, "keys")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(app.UserFiles));
    }

    [Fact(Timeout = 180_000)]
    public async Task SIGTERM_finishes_running_uploads_and_exits_with_0()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        using var slow = new SlowContent(20, TimeSpan.FromMilliseconds(100));
        var upload = user.SendAsync(HttpMethod.Put, "/file/load/slow", slow, ("Accept", "text/plain"));
        await Eventually.True("the upload has started", () => app.Blobs("_incoming").Length == 1);
        var exit = app.TerminateAsync(TestContext.Current.CancellationToken);
        await upload.HasStatusAsync(HttpStatusCode.Created);
        Assert.Equal(0, await exit);
        Assert.Single(app.Blobs());
        Assert.Empty(app.Blobs("_incoming"));
        Assert.Empty(Directory.GetDirectories(app.Folder, "cloudbuffer-*")); // the embedded Redis has deleted its folder
    }

    [Fact(Timeout = 180_000)]
    public async Task An_aborted_upload_leaves_nothing()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        int before = app.OpenFileDescriptors();
        for (int i = 0; i < 50; i++)
        {
            using var cut = new CancellationTokenSource();
            using var slow = new SlowContent(100, TimeSpan.FromMilliseconds(20));
            using var request = new HttpRequestMessage(HttpMethod.Put, i % 2 == 0 ? "/file/load/x" : "/file/buffer/x") { Content = slow };
            request.Headers.Add("X-Data-Type", "file");
            cut.CancelAfter(50);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => user.Http.SendAsync(request, cut.Token));
        }
        await Eventually.True("no partial upload is left", () => app.Blobs("_incoming").Length == 0);
        Assert.Empty(app.Blobs());
        Assert.Empty(app.Blobs("_buffer"));
        await Eventually.True("all descriptors are closed", () => app.OpenFileDescriptors() <= before + 5);
        Assert.DoesNotContain("fail:", app.Log);
    }

    /// <summary>1 KiB at a time, with pauses.</summary>
    sealed class SlowContent(int pieces, TimeSpan pause) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            for (int i = 0; i < pieces; i++)
            {
                await Task.Delay(pause, cancellationToken);
                await stream.WriteAsync(new byte[1024], cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
