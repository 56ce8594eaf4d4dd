using System.Net;
using CloudBuffer.Tests.Uploads;

namespace CloudBuffer.Tests.Data;

/// <summary>The count of the bytes that each user has stored.</summary>
public sealed class StorageUsageTests(EmbeddedApp app)
{
    const string StoredBytes =
        """
        (select coalesce(sum(Size), 0) from Files where OwnerId = u.OwnerId) + (select coalesce(sum(Size), 0) from Buffers where OwnerId = u.OwnerId)
        + (select coalesce(sum(Size), 0) from BufferTexts where OwnerId = u.OwnerId)
        + (select coalesce(sum(Offset), 0) from Uploads where OwnerId = u.OwnerId and Result is null)
        """;

    [Fact(Timeout = 180_000)]
    public async Task Every_change_of_what_is_stored_is_counted()
    {
        using var user = await app.NewUserAsync();
        await user.UploadAsync("a", new byte[1000]);
        Check(user, 1000);
        await user.PutTextAsync("0123456789").HasStatusAsync(HttpStatusCode.OK);
        Check(user, 1010);
        await user.PutTextAsync("01234").HasStatusAsync(HttpStatusCode.OK); // the other text stays as an earlier one
        Check(user, 1015);
        var file = await user.UploadAsync("b", new byte[300]);
        Check(user, 1315);
        await user.SendAsync(HttpMethod.Delete, file.Path, null).HasStatusAsync(HttpStatusCode.NoContent);
        Check(user, 1015);
        var upload = await TusSteps.CreateAsync(user, 100);
        await TusSteps.PatchAsync(user, upload, 0, new byte[40]).HasStatusAsync(HttpStatusCode.NoContent);
        Check(user, 1055);
        await TusSteps.PatchAsync(user, upload, 40, new byte[60]).HasStatusAsync(HttpStatusCode.NoContent);
        Check(user, 1115);
        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        Check(user, 1110);
        await user.UploadFormAsync("application/json", [.. Enumerable.Range(0, 20).Select(i => ("file", (string?)$"{i}", new byte[10]))])
            .HasStatusAsync(HttpStatusCode.Created); // replaces the earlier files
        Check(user, 210);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_wrong_count_is_corrected()
    {
        using var user = await app.NewUserAsync();
        await user.UploadAsync("a", new byte[1000]);
        app.App.Execute($"update StorageUsage set Bytes = Bytes + 123456 where OwnerId in ('', '{OwnerOf(user)}')");
        await Eventually.True("both counts are correct", () => CountOf(user) == 1000 && app.App.Query(
            "select Bytes = (select sum(Bytes) from StorageUsage where OwnerId <> '') from StorageUsage where OwnerId = ''") == 1, seconds: 60);
        Assert.Contains($"The storage usage of user {OwnerOf(user)} (empty: all users) was 124456 bytes instead of 1000", app.App.Log);
    }

    string OwnerOf(Visitor user) => app.App.QueryText($"select Id from Users where UserName = '{user.Name}'");

    long CountOf(Visitor user) => app.App.Query($"select Bytes from StorageUsage where OwnerId = '{OwnerOf(user)}'");

    void Check(Visitor user, long bytes)
    {
        Assert.Equal(bytes, CountOf(user));
        Assert.Equal(bytes, app.App.Query($"select {StoredBytes} from StorageUsage u where OwnerId = '{OwnerOf(user)}'"));
    }
}
