using System.Net;
using System.Net.Http.Json;

namespace CloudBuffer.Tests.Accounts;

/// <summary>More sign-ins than the program can hash passwords for.</summary>
[Trait("Category", "Slow")]
public sealed class SignInFloodTests
{
    [Fact(Timeout = 180_000)]
    public async Task A_flood_of_sign_ins_gets_429_and_leaves_the_server_responsive()
    {
        await using var app = await new AppProcess().StartAsync();
        using var anonymous = new Visitor(app.Address);
        var flood = Enumerable.Range(0, 100)
            .Select(_ => anonymous.PostJsonAsync("/account/login", new { username = "unknown", password = "wrong password" })).ToList();
        await anonymous.GetAsync("/health").HasStatusAsync(HttpStatusCode.OK);
        var codes = (await Task.WhenAll(flood)).GroupBy(response => (int)response.StatusCode).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal([403, 429], codes.Keys.Order());
        Assert.Equal(100, codes.Values.Sum());
    }

    [Fact(Timeout = 180_000)]
    public async Task Failed_sign_ins_count_although_the_client_disconnects()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        using var attacker = new Visitor(app.Address);
        await Eventually.Async("the network is blocked", async () =>
        {
            using var disconnected = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            disconnected.CancelAfter(TimeSpan.FromMilliseconds(50));
            try
            {
                await attacker.Http.PostAsJsonAsync("/account/login", new { username = user.Name, password = "wrong password" }, disconnected.Token);
            }
            catch (OperationCanceledException) when (disconnected.IsCancellationRequested)
            {
                return false;
            }
            using var response = await attacker.PostJsonAsync("/account/login", new { username = "unknown", password = "wrong password" });
            return response.StatusCode == HttpStatusCode.TooManyRequests && (await response.TextAsync()).Contains("too_many_failed", StringComparison.Ordinal);
        }, seconds: 60);
        Assert.InRange(app.Query("select count(*) from Users where LockoutEnd is not null"), 0, 1);
    }
}
