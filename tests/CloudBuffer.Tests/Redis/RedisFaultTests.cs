using System.Diagnostics;
using System.Net;
using static CloudBuffer.Tests.Devices.PairingSteps;

namespace CloudBuffer.Tests.Redis;

/// <summary>A flushed, killed or absent Redis loses no file and no link.</summary>
[Trait("Category", "Slow")]
public sealed class RedisFaultTests
{
    [Theory(Timeout = 180_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FLUSHALL_loses_nothing_and_the_keys_are_restored(bool embedded)
    {
        await using var redis = new RedisServer();
        if (!embedded)
            await redis.StartAsync();
        await using var app = await new AppProcess(("ConnectionStrings__Redis", embedded ? "" : redis.Configuration)).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var files = new List<UploadedFile>();
        for (int i = 0; i < 5; i++)
            files.Add(await user.UploadAsync($"{i}", [1, 2, 3]));
        await user.PutTextAsync("still here");
        var configuration = embedded ? app.RedisConfiguration : redis.Configuration;
        await Eventually.Async("Redis is filled", async () => (await KeysAsync(configuration, "cb:rebuilt")).Length == 1);

        await RedisInspector.FlushAsync(configuration);
        foreach (var file in files)
            await user.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK);
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("still here", await buffer.TextAsync());
        await Eventually.Async("the keys are restored", async () =>
            (await KeysAsync(configuration, "cb:file:")).Length == 5
                && (await KeysAsync(configuration, "cb:buffer:")).Length == 1 && (await KeysAsync(configuration, "cb:user:")).Length == 1);
    }

    [Fact(Timeout = 180_000)]
    public async Task Rate_limits_and_the_account_lockout_hold_without_Redis()
    {
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var app = await new AppProcess(("ConnectionStrings__Redis", redis.Configuration)).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await redis.KillAsync();
        using var stranger = new Visitor(app.Address);
        for (int i = 0; i < 10; i++)
            await SignInAsync(stranger, user.Name, "wrong password").IsProblemAsync(403, "sign_in_failed");
        await SignInAsync(stranger, user.Name, Visitor.Password).IsProblemAsync(403, "sign_in_failed"); // locked
        for (int i = 0; i < 19; i++)
            await SignInAsync(stranger, "unknown", "wrong password").IsProblemAsync(403, "sign_in_failed");
        await SignInAsync(stranger, "unknown", "wrong password").IsProblemAsync(429, "too_many_failed");
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_processes_with_the_same_folder_sweep_only_what_has_expired()
    {
        await using var first = await new AppProcess(("CloudBuffer__ExpireTime", "00:00:05")).StartAsync();
        await using var second = await new AppProcess(
            ("ConnectionStrings__Database", $"Data Source={first.DatabasePath}"), ("CloudBuffer__UserFiles", first.UserFiles)).StartAsync();
        using var user = new Visitor(first.Address);
        await user.RegisterAsync();
        using var other = new Visitor(second.Address);
        await other.RegisterAsync();
        for (int i = 0; i < 10; i++)
            await user.UploadAsync($"{i}", [1]);
        var kept = new List<UploadedFile>();
        for (int i = 0; i < 10; i++)
            kept.Add(await other.UploadAsync($"{i}", [2]));
        await Eventually.True("both have swept", () => first.Blobs().Length == 10, seconds: 60);
        foreach (var file in kept)
            await user.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK);
        Assert.DoesNotContain("sweep failed", first.Log + second.Log);
    }

    static Task<HttpResponseMessage> SignInAsync(Visitor visitor, string username, string password) =>
        visitor.PostJsonAsync("/account/login", new { username, password });

    [Fact(Timeout = 180_000)]
    public async Task A_Redis_that_rejects_writes_serves_no_stale_buffer()
    {
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var app = await new AppProcess(("ConnectionStrings__Redis", redis.Configuration)).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.PutTextAsync("old");
        using (var old = await user.GetAsync("/file/buffer"))
            Assert.Equal("old", await old.TextAsync());
        await RedisInspector.RejectWritesAsync(redis.Configuration);
        await user.PutTextAsync("new").HasStatusAsync(HttpStatusCode.OK);
        for (int i = 0; i < 2; i++)
        {
            using var now = await user.GetAsync("/file/buffer");
            Assert.Equal("new", await now.TextAsync());
        }
        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_killed_Redis_loses_nothing_and_is_refilled_when_it_returns()
    {
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var app = await new AppProcess(("ConnectionStrings__Redis", redis.Configuration)).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var before = await user.UploadAsync("before", [1]);
        await Eventually.Async("Redis is filled", async () => (await KeysAsync(redis.Configuration, "cb:rebuilt")).Length == 1);

        await redis.KillAsync();
        await user.GetAsync(before.Path).HasStatusAsync(HttpStatusCode.OK);
        var during = await user.UploadAsync("during", [2]);
        await user.PutTextAsync("during").HasStatusAsync(HttpStatusCode.OK);
        await Eventually.Async("the degraded state is reported", async () => await ReadyAsync(user) == "degraded");
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 20; i++)
            await user.GetAsync(during.Path).HasStatusAsync(HttpStatusCode.OK);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"20 downloads took {watch.Elapsed} without Redis: each waits for it");

        await redis.StartAsync();
        await Eventually.Async("the keys are restored", async () => (await KeysAsync(redis.Configuration, "cb:file:")).Length == 2
            && (await KeysAsync(redis.Configuration, "cb:buffer:")).Length == 1);
        await Eventually.Async("the ok state is reported", async () => await ReadyAsync(user) == "ok");
        foreach (var file in new[] { before, during })
            await user.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 180_000)]
    public async Task Pairing_succeeds_while_each_command_takes_longer_than_the_timeout()
    {
        var pause = TimeSpan.FromMilliseconds(1_500);
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var app = await new AppProcess(("ConnectionStrings__Redis", redis.Configuration)).StartAsync();
        using var phone = new Visitor(app.Address);
        using var computer = new Visitor(app.Address);
        await phone.RegisterAsync();
        var request = await CreateRequestAsync(computer);
        await RedisInspector.PauseAsync(redis.Configuration, pause);
        using var look = await LookUpAsync(phone, request.Secret);
        var id = (await look.JsonAsync()).GetProperty("id").GetString()!;
        await RedisInspector.PauseAsync(redis.Configuration, pause);
        await RespondAsync(phone, id, "allow", request.Number).HasStatusAsync(HttpStatusCode.NoContent);
        await RedisInspector.PauseAsync(redis.Configuration, pause);
        await RedeemAsync(computer, request.Claim).HasStatusAsync(HttpStatusCode.OK);
        await RedeemAsync(computer, request.Claim).IsProblemAsync(404, "pairing_ended");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_wrong_Redis_key_does_not_serve_another_file()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var (one, two) = (await user.UploadAsync("one", [1]), await user.UploadAsync("two", [2]));
        await using (var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(app.RedisConfiguration))
        {
            var keys = await KeysAsync(app.RedisConfiguration, "cb:file:");
            foreach (var key in keys)
                await redis.GetDatabase().StringSetAsync(key, app.Query("select max(Id) from Files"), TimeSpan.FromMinutes(1));
        }
        using var response = await user.GetAsync(one.Path);
        Assert.Equal([1], await response.BytesAsync());
        await user.GetAsync(two.Path).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_app_starts_without_Redis()
    {
        await using var app = await new AppProcess(("ConnectionStrings__Redis", "127.0.0.1:1")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", [1]);
        await user.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK);
        Assert.Equal("degraded", await ReadyAsync(user));
    }

    [Fact(Timeout = 180_000)]
    public async Task The_embedded_Redis_opens_no_port_and_its_socket_is_private()
    {
        await using var app = await new AppProcess().StartAsync();
        await Eventually.True("its socket exists", () => Directory.GetFiles(app.Folder, "redis.sock", SearchOption.AllDirectories).Length == 1);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(app.RedisSocket)!));
        var sockets = Directory.GetFiles($"/proc/{app.ProcessId}/fd").Select(fd => new FileInfo(fd).LinkTarget)
            .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(target => target!["socket:[".Length..^1]).ToHashSet();
        var listening = File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Length > 9 && words[3] == "0A" && sockets.Contains(words[9]));
        Assert.Single(listening); // that of HTTP
    }

    static async Task<string[]> KeysAsync(string configuration, string prefix) =>
        [.. (await RedisInspector.AllAsync(configuration)).Where(key => key.StartsWith(prefix, StringComparison.Ordinal))];

    static async Task<string?> ReadyAsync(Visitor visitor)
    {
        using var response = await visitor.GetAsync("/health/ready");
        return (await response.JsonAsync()).GetProperty("status").GetString();
    }
}
