using System.Net;

namespace CloudBuffer.Tests.Files;

/// <summary>Expiry is on time with the embedded Redis, a separate one and none.</summary>
[Trait("Category", "Slow")]
public sealed class ExpiryTests
{
    public static TheoryData<string> Redises => ["embedded", "server", "away"];

    [Theory(Timeout = 180_000), MemberData(nameof(Redises))]
    public async Task An_expired_item_is_unreachable_at_once_and_deleted_within_a_minute(string kind)
    {
        await using var redis = new RedisServer();
        if (kind == "server")
            await redis.StartAsync();
        await using var app = await new AppProcess(
            ("CloudBuffer__ExpireTime", "00:00:10"), ("ConnectionStrings__Redis", kind == "embedded" ? "" : redis.Configuration)).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", new byte[1000]);
        using var put = await user.PutTextAsync("gone soon");
        var bufferEnds = (await put.JsonAsync()).GetProperty("expiresAt").GetDateTimeOffset();
        Assert.InRange(file.ExpiresAt - DateTimeOffset.UtcNow, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await user.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK);

        bool wasThereBefore = false;
        while (true)
        {
            var asked = DateTimeOffset.UtcNow;
            using var link = await user.GetAsync(file.Path);
            using var buffer = await user.GetAsync("/file/buffer");
            Assert.False(link.IsSuccessStatusCode && asked > file.ExpiresAt, $"The link worked at {asked:O}, after {file.ExpiresAt:O}");
            Assert.False(buffer.IsSuccessStatusCode && asked > bufferEnds, $"The buffer was there at {asked:O}, after {bufferEnds:O}");
            wasThereBefore |= link.IsSuccessStatusCode && buffer.IsSuccessStatusCode;
            if (asked > bufferEnds + TimeSpan.FromSeconds(1))
                break;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        Assert.True(wasThereBefore);
        await user.GetAsync(file.Path).IsProblemAsync(404, "file_not_found");
        await user.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        using var mine = await user.GetAsync("/file/mine", ("Accept", "application/json"));
        Assert.Equal("[]", await mine.TextAsync());
        await Eventually.True("the blobs are deleted", () => app.Blobs().Length == 0 && app.Blobs("_buffer").Length == 0, seconds: 60);
        await Eventually.True("the rows are deleted", () => app.Query("select count(*) from Files") + app.Query("select count(*) from Buffers") == 0);
    }
}
