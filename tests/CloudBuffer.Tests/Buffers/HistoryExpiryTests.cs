using System.Net;

namespace CloudBuffer.Tests.Buffers;

/// <summary>How earlier texts expire.</summary>
[Trait("Category", "Slow")]
public sealed class HistoryExpiryTests
{
    [Fact(Timeout = 180_000)]
    public async Task Earlier_texts_expire_and_are_deleted_from_disk()
    {
        await using var app = await new AppProcess(("CloudBuffer__ExpireTime", "00:00:10")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.PutTextAsync("one").HasStatusAsync(HttpStatusCode.OK);
        await user.PutTextAsync("two").HasStatusAsync(HttpStatusCode.OK);
        Assert.Equal(2, app.Blobs("_buffer").Length);
        await Eventually.Async("the list is empty", async () =>
        {
            using var list = await user.GetAsync("/file/buffer/history");
            return await list.TextAsync() == "[]";
        });
        await Eventually.True("the blobs are deleted", () => app.Blobs("_buffer").Length == 0, 60);
        await Eventually.True("the rows are deleted", () => app.Query("select count(*) from BufferTexts") == 0);
    }
}
