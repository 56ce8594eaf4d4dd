using System.Diagnostics;
using System.Net;
using CloudBuffer.Tests.Live;

namespace CloudBuffer.Tests.Hosting;

/// <summary>Long requests through proxies that end requests which are silent for too long: with two seconds, and with their own defaults.</summary>
[Trait("Category", "Slow")]
public abstract class ProxyTimeoutTests(ReverseProxy proxy)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public abstract class OfTwoSeconds(ReverseProxy proxy) : ProxyTimeoutTests(proxy)
    {
        readonly ReverseProxy proxy = proxy;

        [Fact(Timeout = 60_000)]
        public async Task Live_events_arrive_after_it()
        {
            using var user = await NewUserAsync();
            using var waiting = await BehindProxyAsync(user);
            using var events = await EventStream.OpenAsync(waiting);
            await events.ReadAsync(8); // heartbeats, one each half second
            await user.PutTextAsync("x").HasStatusAsync(HttpStatusCode.OK);
            Assert.StartsWith("buffer ", Assert.Single(await events.ReadChangesAsync(1)), StringComparison.Ordinal);
        }

        [Fact(Timeout = 60_000)]
        public async Task Cb_waits_for_the_next_item_beyond_it()
        {
            using var user = await NewUserAsync();
            await user.PutTextAsync("before").HasStatusAsync(HttpStatusCode.OK);
            var token = await user.CreateTokenAsync();
            await using var shell = new Shell(("CB", proxy.Address.ToString()), ("CB_TOKEN", token.Token));
            await shell.OutputOfAsync($"curl -fsS {proxy.App.Address}cb -o cb && chmod +x cb");
            using var waiting = shell.Start("dash", "-c", "./cb paste --next");
            await shell.RunsAsync("sleep"); // after the first timeout
            await user.PutTextAsync("next").HasStatusAsync(HttpStatusCode.OK);
            Assert.Equal("next", await waiting.StandardOutput.ReadToEndAsync(Cancelled));
            await waiting.WaitForExitAsync(Cancelled);
            Assert.Equal(0, waiting.ExitCode);
        }
    }

    public abstract class OfItsOwn(ReverseProxy proxy) : ProxyTimeoutTests(proxy)
    {
        [Fact(Timeout = 180_000)]
        public async Task A_long_poll_of_cb_ends_before_it_and_live_events_arrive_after_it()
        {
            using var user = await NewUserAsync();
            await user.PutTextAsync("x").HasStatusAsync(HttpStatusCode.OK);
            using var current = await user.GetAsync("/file/buffer");
            var watch = Stopwatch.StartNew();
            using var waiting = await BehindProxyAsync(user);
            using var events = await EventStream.OpenAsync(waiting);
            await waiting.GetAsync("/file/buffer?wait=40", ("If-None-Match", current.Header("ETag"))).HasStatusAsync(HttpStatusCode.NotModified);
            while (watch.Elapsed < TimeSpan.FromSeconds(62))
                await events.ReadAsync(1); // heartbeats
            await user.PutTextAsync("y").HasStatusAsync(HttpStatusCode.OK);
            Assert.StartsWith("buffer ", Assert.Single(await events.ReadChangesAsync(1)), StringComparison.Ordinal);
        }
    }

    /// <summary>Uses the app directly: a password may take longer than two seconds to hash on a busy machine.</summary>
    protected async Task<Visitor> NewUserAsync()
    {
        var user = new Visitor(proxy.App.Address);
        await user.RegisterAsync();
        return user;
    }

    protected async Task<Visitor> BehindProxyAsync(Visitor user)
    {
        var client = proxy.NewVisitor();
        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", (await user.CreateTokenAsync()).Token);
        return client;
    }

    public sealed class OfNginx(PlainNginx.Unconfigured proxy) : OfItsOwn(proxy), IClassFixture<PlainNginx.Unconfigured>;

    public sealed class OfHaProxy(PlainHaProxy.Unconfigured proxy) : OfItsOwn(proxy), IClassFixture<PlainHaProxy.Unconfigured>;

    public sealed class OfImpatientNginx(PlainNginx.Impatient proxy) : OfTwoSeconds(proxy), IClassFixture<PlainNginx.Impatient>;

    public sealed class OfImpatientHaProxy(PlainHaProxy.Impatient proxy) : OfTwoSeconds(proxy), IClassFixture<PlainHaProxy.Impatient>;
}
