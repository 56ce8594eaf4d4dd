using System.Net;

namespace CloudBuffer.Tests.Live;

/// <summary>Limits of event streams and long polls over all users.</summary>
[Trait("Category", "Slow")]
public sealed class ListenerLimitTests
{
    [Fact(Timeout = 180_000)]
    public async Task Every_user_keeps_two_places_when_others_have_taken_all()
    {
        await using var app = await new AppProcess(("CloudBuffer__Limits__Listeners", "3")).StartAsync();
        using var greedy = new Visitor(app.Address);
        using var user = new Visitor(app.Address);
        await greedy.RegisterAsync();
        await user.RegisterAsync();
        var streams = new List<EventStream>();
        for (int i = 0; i < 3; i++)
            streams.Add(await EventStream.OpenAsync(greedy));
        await greedy.GetAsync("/live").IsProblemAsync(429, "too_many_requests");
        for (int i = 0; i < 2; i++)
            streams.Add(await EventStream.OpenAsync(user));
        using (var refused = await user.GetAsync("/live"))
        {
            await refused.IsProblemAsync(429, "too_many_requests");
            Assert.NotEqual("", refused.Header("Retry-After"));
        }
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_network_has_a_limit_and_gets_its_places_back()
    {
        await using var app = await new AppProcess(("CloudBuffer__Limits__ListenersPerNetwork", "2")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var streams = new[] { await EventStream.OpenAsync(user), await EventStream.OpenAsync(user) };
        await user.GetAsync("/live").IsProblemAsync(429, "too_many_requests");
        Array.ForEach(streams, stream => stream.Dispose());
        await Eventually.Async("a stream can be opened again", async () =>
        {
            using var response = await user.GetAsync("/live");
            return response.StatusCode == HttpStatusCode.OK;
        });
    }
}
