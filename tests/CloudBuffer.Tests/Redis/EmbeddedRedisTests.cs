using System.Net;

namespace CloudBuffer.Tests.Redis;

/// <summary>The folder of the embedded Redis.</summary>
[Trait("Category", "Slow")]
public sealed class EmbeddedRedisTests
{
    [Fact(Timeout = 180_000)]
    public async Task A_start_deletes_the_folders_of_killed_processes_only()
    {
        await using var app = await new AppProcess().StartAsync();
        await UseAsync(app);
        var abandoned = Path.GetDirectoryName(app.RedisSocket)!;
        await app.KillAsync();
        Directory.SetLastWriteTimeUtc(abandoned, DateTime.UtcNow.AddHours(-1));
        await using var other = new AppProcess(("TMPDIR", app.Folder));
        await other.StartAsync();
        await UseAsync(other);
        Assert.False(Directory.Exists(abandoned));

        var running = Path.GetDirectoryName(app.RedisSocket)!;
        Directory.SetLastWriteTimeUtc(running, DateTime.UtcNow.AddHours(-1));
        await app.StartAsync();
        await UseAsync(app);
        Assert.True(Directory.Exists(running));
        await UseAsync(other);
    }

    /// <summary>The first use starts the embedded Redis.</summary>
    static async Task UseAsync(AppProcess app)
    {
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.PutTextAsync("x").HasStatusAsync(HttpStatusCode.OK);
    }
}
