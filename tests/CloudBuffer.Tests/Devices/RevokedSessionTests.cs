using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography;
using CloudBuffer.Tests.Live;

namespace CloudBuffer.Tests.Devices;

/// <summary>Requests that are running while their session or token is revoked.</summary>
public sealed class RevokedSessionTests(EmbeddedApp fixture)
{
    // More than a client buffers before it sends.
    static readonly byte[] Some = new byte[200_000];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task A_download_of_a_revoked_session_is_aborted()
    {
        using var user = await fixture.NewUserAsync();
        using var stolen = await DeviceSteps.SignInAsync(fixture, user, "stolen");
        var large = RandomNumberGenerator.GetBytes(40_000_000);
        await user.PutFileAsync("large", large).HasStatusAsync(HttpStatusCode.OK);
        using var download = await stolen.GetAsync("/file/buffer");
        await using var body = await download.Content.ReadAsStreamAsync(Cancelled);
        using var mine = await user.GetAsync("/file/buffer");
        await user.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        await Assert.ThrowsAnyAsync<IOException>(() => ReadSlowlyAsync(body));
        Assert.Equal(large, await mine.BytesAsync());
    }

    [Fact(Timeout = 180_000)]
    public async Task An_upload_of_a_revoked_session_is_aborted_and_leaves_nothing()
    {
        using var user = await fixture.NewUserAsync();
        using var stolen = await DeviceSteps.SignInAsync(fixture, user, "stolen");
        var (body, upload) = await StartUploadAsync(stolen);
        await user.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        await IsAbortedAsync(body, upload);
        using var files = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.Equal(0, (await files.JsonAsync()).GetArrayLength());
    }

    [Fact(Timeout = 180_000)]
    public async Task An_upload_of_a_revoked_token_is_aborted()
    {
        var user = await fixture.SharedUserAsync();
        using var program = fixture.NewVisitor();
        var token = await user.CreateTokenAsync();
        var (body, upload) = await StartUploadAsync(program, token.Header);
        await user.SendAsync(HttpMethod.Delete, $"/token/{token.Id}", null).HasStatusAsync(HttpStatusCode.NoContent);
        await IsAbortedAsync(body, upload);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_upload_and_an_event_stream_of_an_expired_session_end()
    {
        await using var app = await new AppProcess(("CloudBuffer__Intervals__RevocationCheck", "00:00:00.5")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        using var stream = await EventStream.OpenAsync(user);
        var (body, upload) = await StartUploadAsync(user);
        app.Execute($"update Devices set ExpiresAt = {DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeMilliseconds()}");
        await IsAbortedAsync(body, upload);
        await stream.ReadToEndAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_long_poll_of_a_revoked_session_gets_401()
    {
        using var user = await fixture.NewUserAsync();
        using var stolen = await DeviceSteps.SignInAsync(fixture, user, "stolen");
        using var program = fixture.NewVisitor();
        var token = await user.CreateTokenAsync();
        var (first, second) = (stolen.GetAsync("/file/buffer?wait=50"), program.GetAsync("/file/buffer?wait=50", token.Header));
        await Task.Delay(500, Cancelled);
        await user.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.SendAsync(HttpMethod.Delete, $"/token/{token.Id}", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.PutTextAsync("not for them");
        await first.IsProblemAsync(401, "sign_in_required");
        await second.IsProblemAsync(401, "token_invalid");
    }

    static async Task<(Pipe Body, Task<HttpResponseMessage> Upload)> StartUploadAsync(Visitor visitor, params (string, string)[] headers)
    {
        var body = new Pipe();
        var upload = visitor.SendAsync(HttpMethod.Put, "/file/load/late", new StreamContent(body.Reader.AsStream()), headers);
        await body.Writer.WriteAsync(Some, Cancelled);
        await Task.Delay(500, Cancelled); // until the server reads it
        return (body, upload);
    }

    // Without an abort the upload would go on until the test times out.
    static async Task IsAbortedAsync(Pipe body, Task<HttpResponseMessage> upload)
    {
        while (!upload.IsCompleted)
        {
            await Task.WhenAny(body.Writer.WriteAsync(Some.AsMemory(0, 20_000), Cancelled).AsTask(), upload);
            await Task.Delay(50, Cancelled);
        }
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => upload);
    }

    // Slower than the test lasts, so that only an abort can end it.
    static async Task ReadSlowlyAsync(Stream body)
    {
        for (var buffer = new byte[10_000]; await body.ReadAsync(buffer, Cancelled) > 0;)
            await Task.Delay(20, Cancelled);
    }
}
