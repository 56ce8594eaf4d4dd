using System.Net;
using System.Net.Sockets;
using System.Text;
using CloudBuffer.Tests.Uploads;
using static CloudBuffer.Tests.Uploads.TusSteps;

namespace CloudBuffer.Tests.Transfers;

/// <summary>Limits of bytes per file, per user and in total.</summary>
[Trait("Category", "Slow")]
public sealed class StorageCapacityTests
{
    [Fact(Timeout = 180_000)]
    public async Task A_file_larger_than_MaxFileSize_gets_413_and_leaves_nothing()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxFileSize", "100000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.UploadAsync("fits", new byte[100_000]);
        await user.PutFileAsync("fits", new byte[100_000]).HasStatusAsync(HttpStatusCode.OK);
        foreach (var path in new[] { "/file/load/big", "/file/buffer/big" })
        {
            await user.SendAsync(HttpMethod.Put, path, new ByteArrayContent(new byte[100_001]), ("X-Data-Type", "file")).IsProblemAsync(413, "too_large");
            using var chunked = new StreamContent(new UnknownLengthStream(new byte[200_000]));
            await user.SendAsync(HttpMethod.Put, path, chunked, ("X-Data-Type", "file")).IsProblemAsync(413, "too_large");
        }
        await user.SendAsync(HttpMethod.Post, "/file/load", Visitor.Form(("file", "small", [1]), ("file", "big", new byte[100_001])))
            .IsProblemAsync(413, "too_large");
        await user.SendAsync(HttpMethod.Post, "/file/buffer", Visitor.Form(("file", "big", new byte[100_001])), ("X-Data-Type", "file"))
            .IsProblemAsync(413, "too_large");
        Assert.Empty(app.Blobs("_incoming"));
        Assert.Single(app.Blobs());
        Assert.Single(app.Blobs("_buffer"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_user_at_the_storage_limit_gets_507_until_something_is_deleted()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytesPerUser", "100000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", new byte[60_000]);
        await user.SendAsync(HttpMethod.Put, "/file/load/b", new ByteArrayContent(new byte[40_001])).IsProblemAsync(507, "no_room");
        using var chunked = new StreamContent(new UnknownLengthStream(new byte[40_001]));
        await user.SendAsync(HttpMethod.Put, "/file/load/b", chunked).IsProblemAsync(507, "no_room");
        using var page = await user.GetAsync("/file/load", ("Accept", "text/html"));
        Assert.Contains("39.1 KB", await page.TextAsync());
        await user.SendAsync(HttpMethod.Delete, file.Path, null);
        await user.UploadAsync("b", new byte[40_001]);
        using var other = new Visitor(app.Address);
        await other.RegisterAsync();
        await other.UploadAsync("c", new byte[90_000]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_user_has_a_quarter_of_MaxBytes_by_default()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytes", "1000000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.UploadAsync("a", new byte[200_000]);
        await user.SendAsync(HttpMethod.Put, "/file/load/b", new ByteArrayContent(new byte[50_001])).IsProblemAsync(507, "no_room");
        using var other = new Visitor(app.Address);
        await other.RegisterAsync();
        await other.UploadAsync("b", new byte[250_000]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Parallel_uploads_cannot_exceed_the_storage_capacity()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytes", "1000000"), ("CloudBuffer__MaxBytesPerUser", "0")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            user.SendAsync(HttpMethod.Put, $"/file/load/{i}", new ByteArrayContent(new byte[99_000]), ("Accept", "text/plain"))));
        Assert.All(responses, response => Assert.True((int)response.StatusCode is 201 or 507, response.StatusCode.ToString()));
        Assert.InRange(responses.Count(response => response.StatusCode == HttpStatusCode.Created), 1, 10);
        Assert.InRange(app.Query("select sum(Size) from Files"), 99_000, 1_000_000);
        // Failed uploads release their reservation.
        while (app.Query("select sum(Size) from Files") <= 901_000)
            await user.UploadAsync("more", new byte[99_000]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Announced_bytes_that_do_not_arrive_are_not_taken_from_others()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytes", "100000000"), ("CloudBuffer__MaxBytesPerUser", "0")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        for (int i = 0; i < 5; i++)
            await CreateAsync(user, 80_000_000);
        var stalled = Enumerable.Range(0, 5).Select(_ => new StalledStream(200_000)).ToList();
        var uploads = stalled.ConvertAll(body => user.SendAsync(
            HttpMethod.Put, "/file/load/a", new StreamContent(body) { Headers = { ContentLength = 80_000_000 } }));
        await Eventually.True("the uploads have begun", () => app.Blobs("_incoming").Length == 5);
        using var other = new Visitor(app.Address);
        await other.RegisterAsync();
        await other.UploadAsync("b", new byte[80_000_000]);
        stalled.ForEach(body => body.Release());
        await Task.WhenAll(uploads.Select(async upload => await Assert.ThrowsAnyAsync<HttpRequestException>(() => upload)));
    }

    [Theory(Timeout = 180_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Downloads_of_a_deleted_item_go_on_until_its_owner_needs_the_storage(bool isInBuffer)
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytesPerUser", "50000000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var item = "/file/buffer";
        if (isInBuffer)
            await user.PutFileAsync("a", new byte[40_000_000]).HasStatusAsync(HttpStatusCode.OK);
        else
            item = (await user.UploadAsync("a", new byte[40_000_000])).Path;
        using var complete = await user.GetAsync(item);
        using var stopped = await user.GetAsync(item);
        await user.SendAsync(HttpMethod.Delete, item, null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.UploadAsync("b", new byte[5_000_000]);
        Assert.Equal(40_000_000, (await complete.BytesAsync()).Length);
        await user.UploadAsync("c", new byte[20_000_000]);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => stopped.Content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_user_at_the_limit_does_not_stop_downloads_of_deleted_items_of_others()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytesPerUser", "50000000"), ("CloudBuffer__MaxBytes", "200000000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", new byte[40_000_000]);
        using var download = await user.GetAsync(file.Path);
        await user.SendAsync(HttpMethod.Delete, file.Path, null).HasStatusAsync(HttpStatusCode.NoContent);
        using var other = new Visitor(app.Address);
        await other.RegisterAsync();
        await other.UploadAsync("b", new byte[40_000_000]);
        await other.SendAsync(HttpMethod.Put, "/file/load/c", new ByteArrayContent(new byte[20_000_000])).IsProblemAsync(507, "no_room");
        Assert.Equal(40_000_000, (await download.BytesAsync()).Length);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_announced_upload_stops_downloads_of_deleted_items_only_once_its_bytes_need_the_storage()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytesPerUser", "90000000"), ("CloudBuffer__MaxBytes", "100000000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", new byte[40_000_000]);
        using var complete = await user.GetAsync(file.Path);
        using var stopped = await user.GetAsync(file.Path);
        await user.SendAsync(HttpMethod.Delete, file.Path, null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.UploadAsync("b", new byte[50_000_000]);
        using var other = new Visitor(app.Address);
        await other.RegisterAsync();
        await TusAsync(other, HttpMethod.Post, "/file/upload", null, ("Upload-Length", "60000000")).IsProblemAsync(507, "no_room");
        var upload = await CreateAsync(other, 30_000_000);
        Assert.Equal(40_000_000, (await complete.BytesAsync()).Length);
        using var finished = await PatchAsync(other, upload, 0, new byte[30_000_000]);
        Assert.Equal(HttpStatusCode.NoContent, finished.StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => stopped.Content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 180_000)]
    public async Task Replaced_items_that_are_still_being_read_do_not_exceed_the_limits()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytesPerUser", "20000000"), ("CloudBuffer__MaxBytes", "60000000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.UploadAsync("a", new byte[19_900_000]);
        var readers = new List<TcpClient>();
        for (int i = 0; i < 60; i++)
        {
            await user.PutFileAsync("b", new byte[1 << 20]);
            var reader = new TcpClient { ReceiveBufferSize = 4096 };
            readers.Add(reader);
            await reader.ConnectAsync(IPAddress.Loopback, app.Address.Port, TestContext.Current.CancellationToken);
            await reader.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"GET /file/buffer HTTP/1.1\r\nHost: localhost\r\nCookie: {user.Cookie}\r\n\r\n"),
                TestContext.Current.CancellationToken);
        }
        using var other = new Visitor(app.Address);
        await other.RegisterAsync();
        await other.UploadAsync("c", new byte[19_000_000]);
        await other.PutTextAsync("x").HasStatusAsync(HttpStatusCode.OK);
        readers.ForEach(reader => reader.Dispose());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_finished_upload_that_is_deleted_leaves_the_downloads_of_its_file_alone()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytesPerUser", "50000000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var upload = await CreateAsync(user, 20_000_000);
        using var finished = await PatchAsync(user, upload, 0, new byte[20_000_000]);
        using var download = await user.GetAsync($"/f/{finished.Header("Upload-File-Token")}");
        await TusAsync(user, HttpMethod.Delete, upload).HasStatusAsync(HttpStatusCode.NoContent);
        await user.UploadAsync("b", new byte[25_000_000]);
        Assert.Equal(20_000_000, (await download.BytesAsync()).Length);
    }
}
