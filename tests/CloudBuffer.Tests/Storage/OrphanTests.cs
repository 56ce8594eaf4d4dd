using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using CloudBuffer.Tests.Uploads;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Tests.Storage;

/// <summary>What the sweeper deletes and what it keeps.</summary>
[Trait("Category", "Slow")]
public sealed class OrphanTests
{
    /// <summary>Looks for orphans of any age, twice a second.</summary>
    internal static readonly (string Name, string Value)[] FastScan =
    [
        ("CloudBuffer__Intervals__Sweep", "00:00:00.5"), ("CloudBuffer__Intervals__OrphanScan", "00:00:01"),
        ("CloudBuffer__Intervals__OrphanAge", "00:00:00"),
    ];

    [Fact(Timeout = 180_000)]
    public async Task A_few_orphans_are_deleted_and_other_files_stay()
    {
        await using var app = await new AppProcess(FastScan).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", [1]);
        var outside = Path.Combine(app.Folder, "outside");
        await File.WriteAllTextAsync(outside, "keep", TestContext.Current.CancellationToken);
        var link = Path.Combine(app.UserFiles, NewId());
        File.CreateSymbolicLink(link, outside);
        await File.WriteAllTextAsync(Path.Combine(app.UserFiles, "notes.txt"), "keep", TestContext.Current.CancellationToken);
        Plant(app, 3);
        await Eventually.True("the three orphans are deleted", () => app.Blobs().Length == 3, seconds: 60);
        Assert.True(File.Exists(outside) && File.Exists(link) && File.Exists(Path.Combine(app.UserFiles, "notes.txt")));
        await user.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_blob_younger_than_an_hour_is_no_orphan()
    {
        await using var app = await new AppProcess(FastScan[..2]).StartAsync();
        var (old, young) = (Plant(app, 1)[0], Plant(app, 1)[0]);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddMinutes(-61));
        await Eventually.True("the old orphan is deleted", () => !File.Exists(old));
        Assert.True(File.Exists(young));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_short_text_of_a_form_that_does_not_end_is_no_orphan()
    {
        await using var app = await new AppProcess(FastScan).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var form = new Pipe();
        var text = new string('a', 50_000); // more than a client buffers before it sends
        await SendAsync($"--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n{text}\r\n--x\r\nX-Padding: {new string('a', 5_000)}");
        var content = new StreamContent(form.Reader.AsStream()) { Headers = { { "Content-Type", "multipart/form-data; boundary=x" } } };
        var response = user.SendAsync(HttpMethod.Post, "/file/buffer", content, ("X-Data-Type", "text"));
        for (int scan = 0; scan < 2; scan++)
        {
            var orphan = Plant(app, 1, "_buffer")[0];
            await Eventually.True("all blobs were looked at twice", () => !File.Exists(orphan));
        }
        await SendAsync("\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--x--\r\n");
        await form.Writer.CompleteAsync();
        await response.HasStatusAsync(HttpStatusCode.OK);
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal(text, await buffer.TextAsync());

        ValueTask<FlushResult> SendAsync(string part) => form.Writer.WriteAsync(Encoding.UTF8.GetBytes(part), TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_sweep_leaves_uploads_that_start_during_it()
    {
        var folder = Directory.CreateTempSubdirectory("cloudbuffer-sweep-");
        try
        {
            var store = new DiskBlobStore(Options.Create(new CloudBufferOptions { UserFiles = folder.FullName }));
            var creating = Task.Run(async () =>
            {
                for (int i = 0; i < 8_000; i++)
                {
                    using var blob = store.Create(BlobArea.Files, "owner", length: null);
                    await blob.SealAsync(durable: false);
                }
            }, TestContext.Current.CancellationToken);
            while (!creating.IsCompleted)
                store.DeleteAbandonedUploads();
            await creating;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Blobs_of_requests_that_are_still_running_are_no_orphans()
    {
        await using var app = await new AppProcess([("CloudBuffer__ExpireTime", "00:00:02"), .. FastScan]).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.UploadAsync("expires", [1]);
        var parts = string.Concat(Enumerable.Range(0, 18).Select(i => $"--b\r\nContent-Disposition: form-data; name=file; filename={i}\r\n\r\nx\r\n"));
        var running = Enumerable.Range(0, 2).Select(_ => TrickleRequest.SendAsync(
            user, app.Address, "POST /file/load\nContent-Type: multipart/form-data; boundary=b", 80, 10, TimeSpan.FromMilliseconds(250),
            parts + "--b\r\nContent-Disposition: form-data; name=file; filename=last\r\n\r\n", "\r\n--b--\r\n")).ToList();
        // The requests take twenty seconds, and nearly all of their parts are complete at once.
        await Eventually.True("36 parts are sealed", () => app.Blobs().Length >= 36);
        await Eventually.True("the sweeper has deleted what expired", () => app.Blobs().Length == 36);
        Assert.All(await Task.WhenAll(running), response => Assert.Equal(201, response.Status));
        Assert.DoesNotContain("have no row", app.Log);
    }

    [Fact(Timeout = 180_000)]
    public async Task Many_orphans_are_kept_and_reported()
    {
        await using var app = await new AppProcess(FastScan).StartAsync();
        using var user = new Visitor(app.Address);
        Plant(app, 21);
        await Eventually.Async("the orphans are reported", async () =>
        {
            using var response = await user.GetAsync("/health/ready");
            var json = await response.JsonAsync();
            return json.GetProperty("status").GetString() == "degraded"
                && json.GetProperty("sweeper").GetString()!.StartsWith("21 of 21", StringComparison.Ordinal);
        }, seconds: 60);
        Assert.Contains("21 of 21 blobs", app.Log);
        Assert.Equal(21, app.Blobs().Length);

        File.Delete(Path.Combine(app.UserFiles, app.Blobs()[0]));
        await Eventually.True("20 are no sign of a wrong database", () => app.Blobs().Length == 0, seconds: 60);
        await Eventually.Async("the report ends", async () =>
        {
            using var response = await user.GetAsync("/health/ready");
            return (await response.JsonAsync()).GetProperty("sweeper").GetString() == "ok";
        }, seconds: 60);
    }

    [Fact(Timeout = 180_000)]
    public async Task With_many_orphans_in_one_part_none_of_a_later_part_is_deleted()
    {
        await using var app = new AppProcess(FastScan);
        Directory.CreateDirectory(app.UserFiles);
        Plant(app, 510);
        await app.StartAsync();
        await Eventually.True("the orphans are reported", () => app.Log.Contains("500 of 500 blobs"), seconds: 60);
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.PutTextAsync("expires");
        app.Execute("update Buffers set ExpiresAt = 1");
        await Eventually.True("some sweeps later", () => app.Query("select count(*) from Buffers") == 0);
        Assert.Equal(510, app.Blobs().Length);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_new_database_deletes_no_existing_blobs()
    {
        await using var app = await new AppProcess([("CloudBuffer__MaxFiles", "100"), .. FastScan]).StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        for (int i = 0; i < 30; i++)
            await user.UploadAsync("a", [1]);
        await app.KillAsync();
        foreach (var database in Directory.GetFiles(app.Folder, "cloudbuffer.db*"))
            File.Delete(database);
        await app.StartAsync();
        await Eventually.True("the orphans are reported", () => app.Log.Contains("30 of 30 blobs"), seconds: 60);
        Assert.Equal(30, app.Blobs().Length);
    }

    static string[] Plant(AppProcess app, int count, string area = "")
    {
        string[] paths = [.. Enumerable.Range(0, count).Select(_ => Path.Combine(app.UserFiles, area, NewId()))];
        Array.ForEach(paths, path => File.WriteAllText(path, "orphan"));
        return paths;
    }

    static string NewId() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
