using System.Net;
using System.Text.RegularExpressions;
using CloudBuffer.Tests.Uploads;
using static CloudBuffer.Tests.Uploads.TusSteps;

namespace CloudBuffer.Tests.Transfers;

/// <summary>How long the server waits for the body of an upload: it depends on who sends it.</summary>
[Trait("Category", "Slow")]
public sealed class BodyTimeoutTests(BodyTimeoutTests.App fixture) : IClassFixture<BodyTimeoutTests.App>
{
    readonly AppProcess app = fixture.App;

    [Theory(Timeout = 180_000)]
    [InlineData("/file/load/a", 201)]
    [InlineData("/file/buffer/a", 200)]
    public async Task A_signed_in_client_may_be_silent_and_slow(string path, int status)
    {
        var user = await fixture.SharedUserAsync();
        Assert.Equal(status, (await SendAsync(user, $"PUT {path}", 3, 10, pauseSeconds: 1.5)).Status);
        Assert.Equal(status, (await SendAsync(user, $"PUT {path}", 1, 10, pauseSeconds: 2)).Status);
        var (silent, body) = await SendAsync(user, $"PUT {path}", 2, 10, pauseSeconds: 5);
        Assert.Equal(408, silent);
        Assert.Contains("request_timeout", body);
        await Eventually.True("the blob is discarded", () => app.Blobs("_incoming").Length == 0);
    }

    [Theory(Timeout = 180_000)]
    [InlineData(1, 1000, 3, 0)] // silent
    [InlineData(60, 10, 0.1, 100)] // slower than 240 bytes per second
    public async Task A_chunk_that_is_silent_or_too_slow_gets_408_and_its_bytes_are_kept(int pieces, int pieceBytes, double pauseSeconds, int minOffset)
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, 1_000_000);
        Assert.Equal(408, (await SendAsync(user, Patch(upload), pieces, pieceBytes, pauseSeconds)).Status);
        using var head = await HeadAsync(user, upload);
        Assert.InRange(int.Parse(head.Header("Upload-Offset"), null), minOffset, pieces * pieceBytes);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_chunk_that_is_fast_enough_may_take_long()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, 40 * 300);
        Assert.Equal(204, (await SendAsync(user, Patch(upload), 40, 300, 0.1)).Status);
    }

    [Theory(Timeout = 180_000)]
    [InlineData(1, 1000, 3)]
    [InlineData(60, 10, 0.1)]
    public async Task A_guest_who_is_silent_or_too_slow_gets_408(int pieces, int pieceBytes, double pauseSeconds)
    {
        var user = await fixture.SharedUserAsync();
        await user.SendAsync(HttpMethod.Post, "/guest/open", null).HasStatusAsync(HttpStatusCode.SeeOther);
        using var page = await user.GetAsync("/guest", ("Accept", "text/html"));
        var path = Regex.Match(await page.TextAsync(), "value=\"http://[^/]+(/g/[A-Za-z0-9_-]{22})\"").Groups[1].Value;
        using var guest = new Visitor(app.Address);
        var (status, _) = await TrickleRequest.SendAsync(
            guest, app.Address, $"POST {path}\nContent-Type: multipart/form-data; boundary=b", pieces, pieceBytes, TimeSpan.FromSeconds(pauseSeconds),
            "--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n", "\r\n--b--\r\n");
        Assert.Equal(408, status);
    }

    static string Patch(string upload) => $"PATCH {upload}\nTus-Resumable: 1.0.0\nUpload-Offset: 0\nContent-Type: {ChunkMediaType}";

    Task<(int Status, string Body)> SendAsync(Visitor client, string head, int pieces, int pieceBytes, double pauseSeconds) =>
        TrickleRequest.SendAsync(client, app.Address, head, pieces, pieceBytes, TimeSpan.FromSeconds(pauseSeconds));

    public sealed class App() : ConfiguredApp(
        ("CloudBuffer__Intervals__ChunkFirstByte", "00:00:01"), ("CloudBuffer__Intervals__ChunkSilence", "00:00:01"),
        ("CloudBuffer__Intervals__AnonymousBodySilence", "00:00:01"), ("CloudBuffer__Intervals__BodySilence", "00:00:03"),
        ("CloudBuffer__Intervals__BodyRate", "00:00:02"));
}
