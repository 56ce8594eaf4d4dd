using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace CloudBuffer.Tests.Storage;

/// <summary>A full, read-only or failing disk; clients that disconnect.</summary>
[Trait("Category", "Slow")]
public sealed class DiskFaultTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task A_full_disk_gets_507_for_uploads_until_space_is_free()
    {
        await using var app = new AppProcess(("CloudBuffer__ExpireTime", "00:00:15"), ("CloudBuffer__MaxBytesPerUser", "0"));
        using var disk = new SmallDisk(app.Folder, megabytes: 64); // blobs and database
        await app.StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("fits", RandomNumberGenerator.GetBytes(30_000_000));

        // With a Content-Length before the body is read, without one as soon as the space runs out.
        using var unread = new MemoryStream(new byte[100_000_000]);
        await user.SendAsync(HttpMethod.Put, "/file/load/x", new StreamContent(unread), ("Expect", "100-continue")).IsProblemAsync(507, "no_room");
        Assert.Equal(0, unread.Position);
        using var chunked = new StreamContent(new UnknownLengthStream(new byte[50_000_000]));
        await user.SendAsync(HttpMethod.Put, "/file/load/x", chunked).IsProblemAsync(507, "no_room");
        Assert.Empty(app.Blobs("_incoming"));

        // Another program fills the disk to the last byte.
        var filler = Path.Combine(app.Folder, "filler");
        Fill(filler);
        foreach (var path in new[] { "/file/load/x", "/file/buffer/x" })
            await user.SendAsync(HttpMethod.Put, path, new ByteArrayContent(new byte[1000]), ("X-Data-Type", "file")).IsProblemAsync(507, "no_room");
        using (var response = await user.GetAsync(file.Path))
            Assert.Equal(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(await response.BytesAsync())));
        await user.GetAsync("/file/mine").HasStatusAsync(HttpStatusCode.OK);

        // Expiry frees space on a full disk too.
        await Eventually.True("the expired blob is deleted", () => app.Blobs().Length == 0, seconds: 60);
        // The kernel removes the name before it frees the pages.
        await Eventually.True("its space is free", () => disk.FreeBytes > 29_000_000);
        await user.UploadAsync("again", new byte[1_000_000]);
        File.Delete(filler);
        await user.UploadAsync("large again", new byte[30_000_000]);
        Assert.DoesNotContain("internal_error", app.Log);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_read_only_disk_gets_503_for_uploads_and_serves_downloads()
    {
        await using var app = new AppProcess();
        using var disk = new SmallDisk(app.UserFiles, megabytes: 64);
        await app.StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", [1, 2, 3]);
        disk.MakeReadOnly();
        foreach (var path in new[] { "/file/load/x", "/file/buffer/x" })
        {
            await user.SendAsync(HttpMethod.Put, path, new ByteArrayContent(new byte[1000]), ("X-Data-Type", "file")).IsProblemAsync(503, "busy");
            using var chunked = new StreamContent(new UnknownLengthStream(new byte[1000]));
            await user.SendAsync(HttpMethod.Put, path, chunked, ("X-Data-Type", "file")).IsProblemAsync(503, "busy");
        }
        await user.GetAsync(file.Path).HasStatusAsync(HttpStatusCode.OK);
        using (var ready = await user.GetAsync("/health/ready"))
            Assert.Equal("not writable", (await ready.JsonAsync()).GetProperty("storage").GetString());
        disk.MakeWritable();
        await user.UploadAsync("b", [1]);
        Assert.Equal(2, app.Query("select count(*) from Files"));
    }

    [Fact(Timeout = 180_000)]
    public async Task An_upload_that_cannot_be_flushed_is_not_acknowledged()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.UploadAsync("before", [1]);
        using (await FailingFsync.AttachAsync(app.ProcessId))
        {
            for (int i = 0; i < 5; i++)
                await user.SendAsync(HttpMethod.Put, "/file/load/x", new ByteArrayContent(new byte[1000])).IsProblemAsync(503, "busy");
        }
        Assert.Equal(1, app.Query("select count(*) from Files"));
        Assert.Single(app.Blobs());
        Assert.Empty(app.Blobs("_incoming"));
        await user.UploadAsync("after", [1]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Three_hundred_disconnected_clients_leave_no_open_descriptors()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("large", new byte[50_000_000]);
        int before = app.OpenFileDescriptors();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => HangUpAsync(app.Address, i % 2 == 0
            ? $"GET {file.Path} HTTP/1.1\r\nHost: localhost\r\n\r\n"
            : $"PUT /file/load/x HTTP/1.1\r\nHost: localhost\r\nCookie: {user.Cookie}\r\nContent-Length: 1000000\r\n\r\nonly this")));
        await user.GetAsync("/health").HasStatusAsync(HttpStatusCode.OK);
        await Eventually.True("all descriptors are closed", () => app.OpenFileDescriptors() <= before + 5);
        await Eventually.True("no partial upload is left", () => app.Blobs("_incoming").Length == 0);
        Assert.Equal(1, app.Query("select count(*) from Files"));
        Assert.False(app.Log.Contains("fail:", StringComparison.Ordinal), app.Log);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_damaged_blob_gets_500_instead_of_a_short_download()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        var file = await user.UploadAsync("a", new byte[1000]);
        var blob = Path.Combine(app.UserFiles, app.Blobs().Single());
        await using (var stream = new FileStream(blob, FileMode.Open))
            stream.SetLength(999);
        await user.GetAsync(file.Path).IsProblemAsync(500, "file_damaged");
        File.Delete(blob);
        await user.GetAsync(file.Path).IsProblemAsync(500, "file_damaged");
        Assert.Contains("is missing or has the wrong size", app.Log);
    }

    static async Task HangUpAsync(Uri address, string request)
    {
        using var client = new TcpClient { LingerState = new LingerOption(true, 0) }; // RST
        await client.ConnectAsync(address.Host, address.Port, Cancelled);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancelled);
        if (request[0] == 'G')
            await client.GetStream().ReadExactlyAsync(new byte[10_000], Cancelled);
        else
            await Task.Delay(200, Cancelled);
    }

    static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (int size in new[] { 1 << 20, 1 << 12, 1 })
        {
            try
            {
                while (true)
                    file.Write(new byte[size]);
            }
            catch (IOException)
            {
                // Full at this block size.
            }
        }
    }

    /// <summary>Makes every fsync of a process fail with EIO, through strace.</summary>
    sealed class FailingFsync : IDisposable
    {
        readonly Process strace;

        FailingFsync(Process strace) => this.strace = strace;

        public static async Task<FailingFsync> AttachAsync(int processId)
        {
            var strace = ExternalTool.Start(new ProcessStartInfo(
                "strace", ["-f", "-p", $"{processId}", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO"])
            { RedirectStandardError = true });
            while (await strace.StandardError.ReadLineAsync(Cancelled) is { } line)
            {
                if (line.Contains("attached", StringComparison.Ordinal))
                    break;
            }
            _ = strace.StandardError.ReadToEndAsync(Cancelled);
            return new FailingFsync(strace);
        }

        public void Dispose()
        {
            using var interrupt = Process.Start("kill", ["-INT", $"{strace.Id}"]);
            strace.WaitForExit();
            strace.Dispose();
        }
    }
}
