using System.Globalization;
using System.Net;
using static CloudBuffer.Tests.Uploads.TusSteps;

namespace CloudBuffer.Tests.Uploads;

/// <summary>An upload that makes progress does not expire.</summary>
[Trait("Category", "Slow")]
public sealed class UploadExpiryTests(UploadExpiryTests.App fixture) : IClassFixture<UploadExpiryTests.App>
{
    readonly AppProcess app = fixture.App;

    [Fact(Timeout = 180_000)]
    public async Task An_upload_in_many_requests_may_take_longer_than_ExpireTime()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, 8000);
        var expiries = new List<DateTimeOffset>();
        for (int offset = 0; offset < 8000; offset += 1000)
        {
            await Task.Delay(600, TestContext.Current.CancellationToken);
            using var response = await PatchAsync(user, upload, offset, new byte[1000]);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
            expiries.Add(DateTimeOffset.Parse(response.Header("Upload-Expires"), CultureInfo.InvariantCulture));
        }
        Assert.Equal(expiries.Order(), expiries);
        Assert.InRange(expiries[^1] - expiries[0], TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(2));
        Assert.Equal(8000, app.Query("select max(Size) from Files"));
    }

    [Fact(Timeout = 180_000)]
    public async Task An_upload_in_one_request_may_take_longer_than_ExpireTime()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, 16 * 1000);
        var patch = SendAsync(user, upload, pieces: 16);
        await Task.Delay(900, TestContext.Current.CancellationToken);
        long expiresAt = app.Query($"select ExpiresAt from Uploads where Id = '{upload[^32..]}'");
        await Eventually.True("the row is renewed", () => app.Query($"select ExpiresAt from Uploads where Id = '{upload[^32..]}'") > expiresAt + 1000);
        Assert.Equal(204, (await patch).Status);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_upload_without_data_expires()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, 1000);
        await PatchAsync(user, upload, 0, new byte[10]).HasStatusAsync(HttpStatusCode.NoContent);
        await Eventually.Async("it has expired", async () =>
        {
            using var response = await PatchAsync(user, upload, 10, []); // no byte, so it prolongs nothing
            return response.StatusCode == HttpStatusCode.NotFound;
        });
        await Eventually.True("its blob is deleted", () => !app.Blobs("_uploads").Contains(upload[^32..]));
    }

    [Fact(Timeout = 180_000)]
    public async Task An_upload_ends_after_MaxUploadTime_even_if_it_makes_progress()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, 1_000_000);
        var sevenDaysAgo = DateTimeOffset.UtcNow.AddDays(-7).AddSeconds(4).ToUnixTimeMilliseconds();
        app.Execute($"update Uploads set CreatedAt = {sevenDaysAgo} where Id = '{upload[^32..]}'");
        var (status, body) = await SendAsync(user, upload, pieces: 40);
        Assert.Equal(404, status);
        Assert.Contains("upload_not_found", body);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_deleted_upload_ends_its_running_request()
    {
        var user = await fixture.SharedUserAsync();
        var upload = await CreateAsync(user, 1_000_000);
        var patch = SendAsync(user, upload, pieces: 40);
        await Eventually.True("data has arrived", () => app.Blobs("_uploads").Contains(upload[^32..]));
        await TusAsync(user, HttpMethod.Delete, upload).HasStatusAsync(HttpStatusCode.NoContent);
        Assert.Equal(423, (await patch).Status);
        await HeadAsync(user, upload).HasStatusAsync(HttpStatusCode.NotFound);
        Assert.DoesNotContain(upload[^32..], app.Blobs("_uploads"));
    }

    Task<(int Status, string Body)> SendAsync(Visitor user, string upload, int pieces) => TrickleRequest.SendAsync(
        user, app.Address, $"PATCH {upload}\nTus-Resumable: 1.0.0\nUpload-Offset: 0\nContent-Type: {ChunkMediaType}",
        pieces, 1000, TimeSpan.FromMilliseconds(400));

    public sealed class App() : ConfiguredApp(("CloudBuffer__ExpireTime", "00:00:02"));
}
