using System.Net;
using CloudBuffer.Tests.Uploads;

namespace CloudBuffer.Tests.Transfers;

/// <summary>Clients that hold many uploads open.</summary>
[Trait("Category", "Slow")]
public sealed class UploadLimitTests(UploadLimitTests.App fixture) : IClassFixture<UploadLimitTests.App>
{
    [Fact(Timeout = 60_000)]
    public async Task At_a_limit_an_upload_that_makes_progress_is_kept_and_a_silent_one_is_replaced()
    {
        using var user = await fixture.NewUserAsync();
        using var other = await fixture.NewUserAsync();
        var silent = SendAsync(user, pieces: 2, TimeSpan.FromSeconds(50));
        var steady = SendAsync(user, pieces: 30, TimeSpan.FromSeconds(0.1));
        await Eventually.True("both have begun", () => fixture.App.Blobs("_incoming").Length == 2);
        await Eventually.Async("the silent upload is replaced", async () =>
        {
            using var third = await user.SendAsync(HttpMethod.Put, "/file/load/third", new ByteArrayContent([1]), ("Accept", "application/json"));
            if (third.StatusCode != HttpStatusCode.Created)
                await third.IsProblemAsync(429, "too_many_requests");
            return silent.IsCompleted;
        });
        var (status, body) = await silent;
        Assert.Equal(408, status);
        Assert.Contains("request_timeout", body);
        await other.UploadAsync("other", [1]);
        Assert.Equal(201, (await steady).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task At_the_limit_of_all_the_user_with_the_most_uploads_gives_one_up()
    {
        using var user = await fixture.NewUserAsync();
        using var other = await fixture.NewUserAsync();
        using var third = await fixture.NewUserAsync();
        var running = new[] { user, user, other }.Select(sender => SendAsync(sender, pieces: 60, TimeSpan.FromSeconds(0.1))).ToList();
        await Eventually.True("all have begun", () => fixture.App.Blobs("_incoming").Length == 3);
        await third.UploadAsync("a", [1]);
        var statuses = (await Task.WhenAll(running)).Select(result => result.Status).ToList();
        Assert.Equal([201, 408], statuses[..2].Order());
        Assert.Equal(201, statuses[2]);
    }

    [Fact(Timeout = 60_000)]
    public async Task At_the_limit_of_all_the_only_upload_of_a_user_stays_although_it_is_silent()
    {
        using var user = await fixture.NewUserAsync();
        using var other = await fixture.NewUserAsync();
        using var third = await fixture.NewUserAsync();
        var steady = new[] { user, other }.Select(sender => SendAsync(sender, pieces: 40, TimeSpan.FromSeconds(0.1))).ToList();
        var silent = SendAsync(third, pieces: 1, TimeSpan.FromSeconds(4));
        await Eventually.True("all have begun", () => fixture.App.Blobs("_incoming").Length == 3);
        for (int i = 0; i < 10; i++)
        {
            await user.SendAsync(HttpMethod.Put, "/file/load/a", new ByteArrayContent([1]), ("Accept", "application/json"))
                .IsProblemAsync(429, "too_many_requests");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
        Assert.Equal(201, (await silent).Status);
        Assert.All(await Task.WhenAll(steady), result => Assert.Equal(201, result.Status));
    }

    Task<(int Status, string Body)> SendAsync(Visitor user, int pieces, TimeSpan pause) =>
        TrickleRequest.SendAsync(user, fixture.App.Address, "PUT /file/load/a", pieces, pieceBytes: 10, pause, prefix: "x");

    public sealed class App() : ConfiguredApp(
        ("CloudBuffer__Limits__UploadsPerUser", "2"), ("CloudBuffer__Limits__Uploads", "3"), ("CloudBuffer__Intervals__TransferIdle", "00:00:01"));
}
