using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using static CloudBuffer.Tests.Devices.PairingSteps;
using static CloudBuffer.Tests.Uploads.TusSteps;

namespace CloudBuffer.Tests.Data;

/// <summary>Another process holds the write lock of the database.</summary>
[Trait("Category", "Slow")]
public sealed class LockedDatabaseTests
{
    [Fact(Timeout = 180_000)]
    public async Task Parallel_writes_to_a_locked_database_all_get_503_in_time_and_reads_go_on()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.PutTextAsync("before");
        await using (var other = new SqliteConnection($"Data Source={app.DatabasePath}"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = other.BeginTransaction(); // immediate
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => user.PutTextAsync("x").IsProblemAsync(503, "busy")));
            // Each alone takes five seconds; one after the other would take 100, four at a time 25.
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"{watch.Elapsed}");
            watch.Restart();
            await Task.WhenAll(Enumerable.Range(0, 5).Select(i =>
                user.PostJsonAsync("/account/register", new { username = $"new{i}", password = Visitor.Password }).IsProblemAsync(503, "busy")));
            using var stranger = new Visitor(app.Address);
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
                stranger.PostJsonAsync("/account/login", new { username = user.Name, password = Visitor.Password }).IsProblemAsync(503, "busy")));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(25), $"{watch.Elapsed}");
            await user.GetAsync("/file/buffer").HasStatusAsync(HttpStatusCode.OK);
        }
        await user.PutTextAsync("after").HasStatusAsync(HttpStatusCode.OK);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("POST", "/file/extend?token=")]
    [InlineData("DELETE", "/file/buffer?x=")]
    public async Task Many_writes_of_one_user_do_not_delay_those_of_another(string method, string path)
    {
        const int Many = 40;
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        using var other = new Visitor(app.Address);
        await user.RegisterAsync();
        await other.RegisterAsync();
        var file = await user.UploadAsync("a", [1]);
        int idle = app.OpenFileDescriptors();
        List<Task<HttpResponseMessage>> many;
        Task<HttpResponseMessage> write;
        await using (var process = new SqliteConnection($"Data Source={app.DatabasePath}"))
        {
            await process.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = process.BeginTransaction(); // immediate
            many = [.. Enumerable.Range(0, Many).Select(_ => user.SendAsync(new HttpMethod(method), path + file.Token, null))];
            await Eventually.True("all requests have arrived", () => app.OpenFileDescriptors() >= idle + Many);
            write = other.PutTextAsync("x");
            await Eventually.True("the other request has arrived, too", () => app.Blobs("_buffer").Length == 1);
        }
        await write.HasStatusAsync(HttpStatusCode.OK);
        // One by one, in the order of their arrival, all of them would be done. On a slow machine some have given up.
        Assert.InRange(many.Count(request => request.IsCompletedSuccessfully && request.Result.IsSuccessStatusCode), 0, Many / 2);
        await Task.WhenAll(many);
    }

    [Fact(Timeout = 180_000)]
    public async Task Many_texts_of_one_user_that_wait_have_few_files_which_a_crash_would_leave()
    {
        const int Many = 40;
        const int MaxFiles = 4;
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        int idle = app.OpenFileDescriptors();
        await using var other = new SqliteConnection($"Data Source={app.DatabasePath}");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = other.BeginTransaction(); // immediate
        var texts = Enumerable.Range(0, Many).Select(_ => user.PutTextAsync("x")).ToList();
        await Eventually.True("all requests have arrived", () => app.OpenFileDescriptors() >= idle + Many);
        await Eventually.True("some wait for the database", () => app.Blobs("_buffer").Length >= MaxFiles);
        Assert.Equal(MaxFiles, app.Blobs("_buffer").Length);
        await Task.WhenAll(texts);
        Assert.Empty(app.Blobs("_buffer"));
    }

    [Fact(Timeout = 180_000)]
    public async Task An_approval_that_could_not_be_redeemed_is_redeemed_later()
    {
        await using var app = await new AppProcess().StartAsync();
        using var phone = new Visitor(app.Address);
        using var computer = new Visitor(app.Address);
        await phone.RegisterAsync();
        var request = await CreateRequestAsync(computer);
        using var look = await LookUpAsync(phone, request.Secret);
        var id = (await look.JsonAsync()).GetProperty("id").GetString()!;
        using var program = new Visitor(app.Address);
        using var begun = await program.PostJsonAsync("/token/device", new { name = "nas" });
        var codes = await begun.JsonAsync();
        var poll = new { device_code = codes.GetProperty("device_code").GetString() };
        var code = codes.GetProperty("user_code").GetString();
        await using (var other = new SqliteConnection($"Data Source={app.DatabasePath}"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = other.BeginTransaction(); // immediate
            for (int i = 0; i < 2; i++) // the connection was lost after the first
                await RespondAsync(phone, id, "allow", request.Number).HasStatusAsync(HttpStatusCode.NoContent);
            await phone.PostJsonAsync("/token/device/answer", new { code, answer = "approve" }).HasStatusAsync(HttpStatusCode.NoContent);
            await RedeemAsync(computer, request.Claim).IsProblemAsync(503, "busy");
            await program.PostJsonAsync("/token/device/poll", poll).IsProblemAsync(503, "busy");
        }
        await program.PostJsonAsync("/token/device/poll", poll).HasStatusAsync(HttpStatusCode.OK);
        await RedeemAsync(computer, request.Claim).HasStatusAsync(HttpStatusCode.OK);
        await RedeemAsync(computer, request.Claim).IsProblemAsync(404, "pairing_ended");
    }

    [Fact(Timeout = 180_000)]
    public async Task Bytes_of_an_upload_that_arrive_meanwhile_count()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var upload = await CreateAsync(user, 2_000_000);
        await using (var other = new SqliteConnection($"Data Source={app.DatabasePath}"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = other.BeginTransaction(); // immediate
            await PatchAsync(user, upload, 0, new byte[1_500_000]).IsProblemAsync(503, "busy");
        }
        await Eventually.True("the row has the bytes", () => app.Query("select sum(Offset) from Uploads") == 1_500_000);
        using var rest = await PatchAsync(user, upload, 1_500_000, new byte[500_000]);
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_upload_that_could_not_be_committed_is_kept_and_leaves_no_orphan()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var bytes = RandomNumberGenerator.GetBytes(1_000_000);
        var upload = await CreateAsync(user, bytes.Length);
        await using (var other = new SqliteConnection($"Data Source={app.DatabasePath}"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = other.BeginTransaction(); // immediate
            await PatchAsync(user, upload, 0, bytes).IsProblemAsync(503, "busy");
            Assert.Empty(app.Blobs());
            Assert.Single(app.Blobs("_uploads"));
        }
        await Eventually.True("the row has the bytes", () => app.Query("select sum(Offset) from Uploads") == bytes.Length);
        using var finished = await PatchAsync(user, upload, bytes.Length, []);
        Assert.Equal(HttpStatusCode.NoContent, finished.StatusCode);
        using var file = await user.GetAsync($"/f/{finished.Header("Upload-File-Token")}");
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"", file.Header("ETag"));
    }

    [Fact(Timeout = 180_000)]
    public async Task Another_process_leaves_an_upload_that_is_being_committed_alone()
    {
        await using var app = await new AppProcess().StartAsync();
        await using var second = await new AppProcess(
            ("ConnectionStrings__Database", $"Data Source={app.DatabasePath}"), ("CloudBuffer__UserFiles", app.UserFiles)).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var token = await user.CreateTokenAsync();
        using var elsewhere = new Visitor(second.Address);
        var upload = await CreateAsync(user, 1_000_000);
        await TusAsync(elsewhere, HttpMethod.Head, upload, null, token.Header).HasStatusAsync(HttpStatusCode.OK); // the first one is slow
        Task<HttpResponseMessage> patch;
        await using (var other = new SqliteConnection($"Data Source={app.DatabasePath}"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = other.BeginTransaction(); // immediate
            patch = PatchAsync(user, upload, 0, new byte[1_000_000]);
            await Eventually.True("the blob is sealed", () => app.Blobs().Length == 1);
            await TusAsync(elsewhere, HttpMethod.Head, upload, null, token.Header).HasStatusAsync(HttpStatusCode.Locked);
        }
        using var finished = await patch;
        Assert.Equal(HttpStatusCode.NoContent, finished.StatusCode);
        using var file = await user.GetAsync($"/f/{finished.Header("Upload-File-Token")}");
        Assert.Equal(1_000_000, (await file.BytesAsync()).Length);
        using var head = await TusAsync(elsewhere, HttpMethod.Head, upload, null, token.Header);
        Assert.Equal("1000000", head.Header("Upload-Offset"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_session_that_is_due_for_renewal_goes_on_reading()
    {
        await using var app = await new AppProcess(("CloudBuffer__Intervals__SecurityStamp", "00:00:00.001")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.PutTextAsync("x").HasStatusAsync(HttpStatusCode.OK);
        await using var other = new SqliteConnection($"Data Source={app.DatabasePath}");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = other.BeginTransaction(); // immediate
        for (int i = 0; i < 5; i++)
        {
            await user.GetAsync("/file/buffer").HasStatusAsync(HttpStatusCode.OK);
            await user.GetAsync("/", ("Accept", "text/html")).HasStatusAsync(HttpStatusCode.OK);
        }
        Assert.DoesNotContain("SqliteException", app.Log);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_expires_while_its_extension_waits_is_not_extended()
    {
        await using var app = await new AppProcess(("CloudBuffer__ExpireTime", "00:00:02")).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.PutTextAsync("x").HasStatusAsync(HttpStatusCode.OK);
        var file = await user.UploadAsync("a", [1]);
        Task<HttpResponseMessage> extendFile, extendBuffer;
        await using (var other = new SqliteConnection($"Data Source={app.DatabasePath}"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = other.BeginTransaction(); // immediate
            extendFile = user.PostFormAsync("/file/extend", ("token", file.Token));
            extendBuffer = user.SendAsync(HttpMethod.Post, "/file/buffer/extend", null);
            await Eventually.True("the file has expired", () =>
                app.Query("select max(ExpiresAt) from Files") < DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        }
        await extendFile.IsProblemAsync(404, "file_not_found");
        await extendBuffer.IsProblemAsync(404, "buffer_empty");
    }
}
