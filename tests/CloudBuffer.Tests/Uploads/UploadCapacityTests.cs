using System.Net;
using System.Net.Sockets;
using System.Text;
using CloudBuffer.Tests.Storage;
using static CloudBuffer.Tests.Uploads.TusSteps;

namespace CloudBuffer.Tests.Uploads;

/// <summary>What unfinished uploads may take from others.</summary>
[Trait("Category", "Slow")]
public sealed class UploadCapacityTests
{
    [Fact(Timeout = 180_000)]
    public async Task Announced_bytes_are_reserved_while_the_upload_receives_data_and_then_released()
    {
        await using var app = await new AppProcess(
            ("CloudBuffer__MaxBytes", "1000000"), ("CloudBuffer__MaxBytesPerUser", "0"),
            ("CloudBuffer__Intervals__UploadReservation", "00:00:01")).StartAsync();
        using var owner = new Visitor(app.Address);
        await owner.RegisterAsync();
        using var other = new Visitor(app.Address);
        await other.RegisterAsync();
        var upload = await CreateAsync(owner, 900_000);
        await other.SendAsync(HttpMethod.Put, "/file/load/a", new ByteArrayContent(new byte[500_000])).IsProblemAsync(507, "no_room");
        await PatchAsync(owner, upload, 0, new byte[100_000]).HasStatusAsync(HttpStatusCode.NoContent);

        await Eventually.Async("the reservation is released", async () =>
        {
            using var response = await other.SendAsync(HttpMethod.Put, "/file/load/a", new ByteArrayContent(new byte[500_000]));
            return response.IsSuccessStatusCode;
        });
        await PatchAsync(owner, upload, 100_000, new byte[800_000]).IsProblemAsync(507, "no_room");
        using (var head = await HeadAsync(owner, upload))
            Assert.Equal("100000", head.Header("Upload-Offset"));
        await DeleteFilesAsync(other);
        await PatchAsync(owner, upload, 100_000, new byte[800_000]).HasStatusAsync(HttpStatusCode.NoContent);
        Assert.Equal(900_000, app.Query("select sum(Size) from Files"));
    }

    [Fact(Timeout = 180_000)]
    public async Task An_upload_reserves_its_bytes_once_however_many_requests_send_them()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytesPerUser", "1000000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var upload = await CreateAsync(user, 900_000);
        for (int offset = 0; offset < 900_000; offset += 100_000)
        {
            await user.SendAsync(HttpMethod.Put, "/file/load/a", new ByteArrayContent(new byte[100_001])).IsProblemAsync(507, "no_room");
            await PatchAsync(user, upload, offset, new byte[100_000], ("Upload-Checksum", "sha1 " + Base64(new string('x', 20))))
                .IsProblemAsync(460, "checksum_mismatch");
            await PatchAsync(user, upload, offset, new byte[100_000]).HasStatusAsync(HttpStatusCode.NoContent);
        }
        await user.SendAsync(HttpMethod.Put, "/file/load/a", new ByteArrayContent(new byte[100_001])).IsProblemAsync(507, "no_room");
        var canceled = await CreateAsync(user, 100_000);
        await TusAsync(user, HttpMethod.Delete, canceled).HasStatusAsync(HttpStatusCode.NoContent);
        await user.UploadAsync("b", new byte[100_000]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_text_can_be_sent_when_files_have_used_the_storage()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytes", "1000000"), ("CloudBuffer__MaxBytesPerUser", "0")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.UploadAsync("a", new byte[990_000]);
        await user.SendAsync(HttpMethod.Put, "/file/load/b", new ByteArrayContent(new byte[1])).IsProblemAsync(507, "no_room");
        await user.PutTextAsync("still possible").HasStatusAsync(HttpStatusCode.OK);
        using var chunked = new StreamContent(new UnknownLengthStream("also possible"u8.ToArray()));
        await user.SendAsync(HttpMethod.Post, "/file/buffer", chunked, ("X-Data-Type", "text")).HasStatusAsync(HttpStatusCode.OK);
        await user.PutTextAsync(new string('x', 20_000)).IsProblemAsync(507, "no_room");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_storage_kept_for_texts_is_closed_to_resumable_uploads_and_to_many_announced_items()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytesPerUser", "3000000"), ("CloudBuffer__MaxBytes", "100000000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        using var created = await TusAsync(
            user, HttpMethod.Post, "/file/upload", null, ("Upload-Defer-Length", "1"), ("Upload-Metadata", "target " + Base64("buffer")));
        var upload = created.Header("Location");
        for (int i = 0; i < 2; i++)
            await PatchAsync(user, upload, i << 20, new byte[1 << 20]).HasStatusAsync(HttpStatusCode.NoContent);
        await PatchAsync(user, upload, 2 << 20, new byte[1 << 20]).IsProblemAsync(507, "no_room");

        var stalled = Enumerable.Range(0, 40).Select(_ => new StalledStream(1)).ToList();
        var items = stalled.Select(body => user.SendAsync(
            HttpMethod.Put, "/file/buffer/a", new StreamContent(body) { Headers = { ContentLength = 1 << 20 } }, ("X-Data-Type", "file"))).ToList();
        using var other = new Visitor(app.Address);
        await other.RegisterAsync();
        await other.UploadAsync("b", new byte[2_900_000]);
        Assert.InRange(app.Query("select sum(Size) from Files"), 2_900_000, 2_900_000);
        stalled.ForEach(body => body.Release());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_burst_of_aborted_uploads_leaves_the_server_responsive()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var request = Encoding.ASCII.GetBytes(
            $"PUT /file/load/a HTTP/1.1\r\nHost: localhost\r\nCookie: {user.Cookie}\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n0123456789abcdef\r\n");
        var sockets = new List<Socket>();
        for (int i = 0; i < 300; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
            sockets.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, app.Address.Port, TestContext.Current.CancellationToken);
            await socket.SendAsync(request, TestContext.Current.CancellationToken);
        }
        await Eventually.True("the uploads have begun", () => app.Blobs("_incoming").Length == 300);
        sockets.ForEach(socket => socket.Dispose());
        using var other = new HttpClient { BaseAddress = app.Address, Timeout = TimeSpan.FromSeconds(10) };
        for (int i = 0; i < 10; i++)
            Assert.Equal("ok", await other.GetStringAsync("/health", TestContext.Current.CancellationToken));
        await Eventually.True("the uploads are discarded", () => app.Blobs("_incoming").Length == 0);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_upload_that_expires_while_it_receives_data_completes()
    {
        await using var app = await new AppProcess(("CloudBuffer__ExpireTime", "00:00:02")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.UploadAsync("expires, too", [1]);
        var upload = await CreateAsync(user, 1_000_000);
        var body = new StalledStream(1_000_000);
        var patch = TusAsync(user, HttpMethod.Patch, upload, new StreamContent(body), ("Upload-Offset", "0"), ("Content-Type", ChunkMediaType));
        await body.Stalled;
        await Eventually.True("the sweeper has run", () => app.Blobs().Length == 0, seconds: 60);
        body.Release();
        await patch.HasStatusAsync(HttpStatusCode.NoContent);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_user_has_at_most_100_unfinished_uploads()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var uploads = new List<string>();
        for (int i = 0; i < 100; i++)
            uploads.Add(await CreateAsync(user, SampleBytes.Length));
        using (var refused = await TusAsync(user, HttpMethod.Post, "/file/upload", null, ("Upload-Length", "11")))
        {
            await refused.IsProblemAsync(429, "too_many_uploads");
            Assert.Equal("600", refused.Header("Retry-After"));
        }
        await PatchAsync(user, uploads[0], 0, SampleBytes).HasStatusAsync(HttpStatusCode.NoContent);
        await CreateAsync(user, 1);
        using var other = new Visitor(app.Address);
        await other.RegisterAsync();
        await CreateAsync(other, 1);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_results_of_the_last_100_uploads_are_kept()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        for (int i = 0; i < 102; i++)
            await PatchAsync(user, await CreateAsync(user, 1), 0, [1]).HasStatusAsync(HttpStatusCode.NoContent);
        await CreateAsync(user, 1);
        Assert.Equal(101, app.Query("select count(*) from Uploads"));
        Assert.Equal(20, app.Query("select count(*) from Files"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_user_has_a_quarter_of_the_disk_by_default()
    {
        await using var app = new AppProcess();
        using var disk = new SmallDisk(app.UserFiles, megabytes: 64);
        await app.StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.UploadAsync("a", new byte[12 << 20]);
        await user.SendAsync(HttpMethod.Put, "/file/load/b", new ByteArrayContent(new byte[5 << 20])).IsProblemAsync(507, "no_room");
        using var other = new Visitor(app.Address);
        await other.RegisterAsync();
        await other.UploadAsync("b", new byte[5 << 20]);
    }

    static async Task DeleteFilesAsync(Visitor user)
    {
        using var list = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        foreach (var file in (await list.JsonAsync()).EnumerateArray())
            await user.SendAsync(HttpMethod.Delete, new Uri(file.GetProperty("url").GetString()!).AbsolutePath, null).HasStatusAsync(HttpStatusCode.NoContent);
    }
}
