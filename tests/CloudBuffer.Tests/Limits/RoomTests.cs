using System.Net;

namespace CloudBuffer.Tests.Limits;

/// <summary>Bytes per file, per user and in all.</summary>
public sealed class RoomTests
{
    [Fact(Timeout = 120_000)]
    public async Task What_is_larger_than_a_file_may_be_is_413_however_it_comes_and_leaves_nothing()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxFileSize", "100000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.UploadAsync("fits", new byte[100_000]);
        await user.PutFileAsync("fits", new byte[100_000]).HasStatusAsync(HttpStatusCode.OK);
        foreach (var path in new[] { "/file/load/big", "/file/buffer/big" })
        {
            await user.SendAsync(HttpMethod.Put, path, new ByteArrayContent(new byte[100_001]), ("X-Data-Type", "file")).IsProblemAsync(413, "too_large");
            using var chunked = new StreamContent(new Chunked(200_000));
            await user.SendAsync(HttpMethod.Put, path, chunked, ("X-Data-Type", "file")).IsProblemAsync(413, "too_large");
        }
        await user.SendAsync(HttpMethod.Post, "/file/load", Visitor.Form(("file", "small", [1]), ("file", "big", new byte[100_001]))).IsProblemAsync(413, "too_large");
        await user.SendAsync(HttpMethod.Post, "/file/buffer", Visitor.Form(("file", "big", new byte[100_001])), ("X-Data-Type", "file")).IsProblemAsync(413, "too_large");
        Assert.Empty(app.Blobs("_incoming"));
        Assert.Single(app.Blobs());
        Assert.Single(app.Blobs("_buffer"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_user_who_has_all_the_room_gets_507_and_room_again_after_deleting()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytesPerUser", "100000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", new byte[60_000]);
        await user.SendAsync(HttpMethod.Put, "/file/load/b", new ByteArrayContent(new byte[40_001])).IsProblemAsync(507, "no_room");
        using var chunked = new StreamContent(new Chunked(40_001));
        await user.SendAsync(HttpMethod.Put, "/file/load/b", chunked).IsProblemAsync(507, "no_room");
        using var page = await user.GetAsync("/file/load", ("Accept", "text/html"));
        Assert.Contains("39.1 KB", await page.TextAsync());
        await user.SendAsync(HttpMethod.Delete, file.Path, null);
        await user.UploadAsync("b", new byte[40_001]);
        using var other = new Visitor(app.Address);
        await other.RegisterAsync();
        await other.UploadAsync("c", new byte[90_000]);
    }

    [Fact(Timeout = 120_000)]
    public async Task Uploads_at_the_same_time_cannot_overdraw_the_room_together()
    {
        await using var app = await new AppProcess(("CloudBuffer__MaxBytes", "1000000")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            user.SendAsync(HttpMethod.Put, $"/file/load/{i}", new ByteArrayContent(new byte[99_000]), ("Accept", "text/plain"))));
        Assert.All(answers, answer => Assert.True((int)answer.StatusCode is 201 or 507, answer.StatusCode.ToString()));
        Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.Created), 1, 10);
        Assert.InRange(app.Query("select sum(Size) from Files"), 99_000, 1_000_000);
        // What failed gave its room back: now it fits.
        while (app.Query("select sum(Size) from Files") <= 901_000)
            await user.UploadAsync("more", new byte[99_000]);
    }

    /// <summary>Zeros without a length that could be announced.</summary>
    sealed class Chunked(int length) : MemoryStream(new byte[length])
    {
        public override bool CanSeek => false;
    }
}
