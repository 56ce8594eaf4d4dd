using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography;

namespace CloudBuffer.Tests.Devices;

/// <summary>What runs on a device while it is signed out.</summary>
public abstract class EndedSessionTests(RunningApp running)
{
    // More than a client holds back before it sends.
    static readonly byte[] Some = new byte[200_000];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Its_download_breaks_off()
    {
        using var user = await running.NewUserAsync();
        using var stolen = await DeviceTests.SignInAsync(running, user, "stolen");
        var large = RandomNumberGenerator.GetBytes(40_000_000);
        await user.PutFileAsync("large", large).HasStatusAsync(HttpStatusCode.OK);
        using var download = await stolen.GetAsync("/file/buffer");
        await using var body = await download.Content.ReadAsStreamAsync(Cancelled);
        await body.ReadExactlyAsync(new byte[1000], Cancelled);
        using var mine = await user.GetAsync("/file/buffer");
        await user.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        await Task.Delay(1000, Cancelled);
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null, Cancelled));
        Assert.Equal(large, await mine.BytesAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Its_upload_breaks_off_and_leaves_nothing()
    {
        using var user = await running.NewUserAsync();
        using var stolen = await DeviceTests.SignInAsync(running, user, "stolen");
        var body = new Pipe();
        var upload = stolen.SendAsync(HttpMethod.Put, "/file/load/late", new StreamContent(body.Reader.AsStream()));
        await body.Writer.WriteAsync(Some, Cancelled);
        await Task.Delay(500, Cancelled);
        await user.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        await Task.Delay(1000, Cancelled);
        await body.Writer.CompleteAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => upload);
        using var files = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.Equal(0, (await files.JsonAsync()).GetArrayLength());
    }

    [Fact(Timeout = 60_000)]
    public async Task The_upload_of_a_revoked_token_breaks_off()
    {
        using var user = await running.NewUserAsync();
        using var program = running.NewVisitor();
        var token = await user.MakeTokenAsync();
        var body = new Pipe();
        var upload = program.SendAsync(HttpMethod.Put, "/file/load/late", new StreamContent(body.Reader.AsStream()), token.Header);
        await body.Writer.WriteAsync(Some, Cancelled);
        await Task.Delay(500, Cancelled);
        await user.SendAsync(HttpMethod.Delete, $"/token/{token.Id}", null).HasStatusAsync(HttpStatusCode.NoContent);
        await Task.Delay(1000, Cancelled);
        await body.Writer.CompleteAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => upload);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_upload_of_a_borrowed_computer_breaks_off_when_its_time_is_over()
    {
        using var borrowed = await running.NewUserAsync();
        var body = new Pipe();
        var upload = borrowed.SendAsync(HttpMethod.Put, "/file/load/late", new StreamContent(body.Reader.AsStream()));
        await body.Writer.WriteAsync(Some, Cancelled);
        await Task.Delay(500, Cancelled);
        running.App.Execute($"update Devices set ExpiresAt = {DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeMilliseconds()} where OwnerId = (select Id from Users where UserName = '{borrowed.Name}')");
        await Task.Delay(TimeSpan.FromSeconds(12), Cancelled);
        await body.Writer.CompleteAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => upload);
    }

    [Fact(Timeout = 60_000)]
    public async Task Whoever_waits_for_the_buffer_is_not_told_what_came_after()
    {
        using var user = await running.NewUserAsync();
        using var stolen = await DeviceTests.SignInAsync(running, user, "stolen");
        using var program = running.NewVisitor();
        var token = await user.MakeTokenAsync();
        var (first, second) = (stolen.GetAsync("/file/buffer?wait=50"), program.GetAsync("/file/buffer?wait=50", token.Header));
        await Task.Delay(500, Cancelled);
        await user.SendAsync(HttpMethod.Post, "/device/delete-others", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.SendAsync(HttpMethod.Delete, $"/token/{token.Id}", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.PutTextAsync("not for them");
        await first.IsProblemAsync(401, "sign_in_required");
        await second.IsProblemAsync(401, "token_invalid");
    }
}

public sealed class EndedSessionTestsOnEmbeddedRedis(EmbeddedApp running) : EndedSessionTests(running);

public sealed class EndedSessionTestsOnRedisServer(RedisApp running) : EndedSessionTests(running);
