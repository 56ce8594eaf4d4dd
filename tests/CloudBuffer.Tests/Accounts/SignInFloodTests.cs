using System.Net;

namespace CloudBuffer.Tests.Accounts;

/// <summary>More sign-ins than the program can hash passwords for.</summary>
[Trait("Category", "Slow")]
public sealed class SignInFloodTests
{
    [Fact(Timeout = 120_000)]
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
}
