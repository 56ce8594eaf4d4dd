using System.Diagnostics;
using System.Security.Cryptography;

namespace CloudBuffer.Tests.Uploads;

/// <summary>tus-js-client against the app, with interrupted connections.</summary>
[Trait("Category", "Slow")]
public sealed class TusClientTests
{
    const int Size = 300_000_000;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory(Timeout = 200_000)]
    [InlineData(0)] // in one request
    [InlineData(20_000_000)]
    public async Task An_upload_of_300_MB_survives_ten_connection_resets(int chunkBytes)
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await using var proxy = new CuttingProxy(app.Address, cuts: 10, bytesBetweenCuts: 11_000_000);
        var file = await NewFileAsync(app, "large.bin", Size);
        var token = Assert.Single(await RunAsync(proxy.Address, user.Cookie, chunkBytes, file));
        Assert.Equal(0, proxy.CutsLeft);
        await SameAsync(user, token, file);
        Assert.Empty(app.Blobs("_uploads"));
    }

    [Fact(Timeout = 200_000)]
    public async Task Parallel_uploads_resume_after_a_server_crash()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await using var proxy = new CuttingProxy(app.Address, cuts: 3, bytesBetweenCuts: 5_000_000);
        var files = new List<string>();
        for (int i = 0; i < 3; i++)
            files.Add(await NewFileAsync(app, $"{i}.bin", 60_000_000));
        var run = RunAsync(proxy.Address, user.Cookie, 4_000_000, [.. files]);
        await Eventually.True("bytes have arrived", () => app.Query("select coalesce(sum(Offset), 0) from Uploads") > 20_000_000);
        await app.KillAsync();
        await app.StartAsync();
        var tokens = await run;
        for (int i = 0; i < 3; i++)
            await SameAsync(user, tokens[i], files[i]);
        Assert.Equal(3, app.Query("select count(*) from Files"));
        Assert.Empty(app.Blobs("_uploads"));
    }

    static async Task<string> NewFileAsync(AppProcess app, string name, int size)
    {
        var path = Path.Combine(app.Folder, name);
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(size), Cancelled);
        return path;
    }

    static async Task<string[]> RunAsync(Uri server, string cookie, int chunkBytes, params string[] files)
    {
        var folder = Path.Combine(AppProcess.Repository, "tests", "CloudBuffer.Tests", "Uploads", "tus-js-client");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), "tus-js-client is missing. Install it with: ./setup.sh --dev=all");
        using var node = ExternalTool.Start(new ProcessStartInfo(
            "node", [Path.Combine(folder, "upload.mjs"), $"{server}file/upload", cookie, $"{chunkBytes}", .. files])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        await using var killed = Cancelled.Register(() => node.Kill());
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(Cancelled), node.StandardError.ReadToEndAsync(Cancelled));
        await node.WaitForExitAsync(Cancelled);
        Assert.True(node.ExitCode == 0, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    static async Task SameAsync(Visitor user, string token, string path)
    {
        await using var file = File.OpenRead(path);
        using var download = await user.GetAsync($"/f/{token}");
        Assert.Equal(Path.GetFileName(path), download.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal("application/epub+zip", download.Content.Headers.ContentType!.MediaType);
        await using var stream = await download.Content.ReadAsStreamAsync(Cancelled);
        Assert.Equal(await SHA256.HashDataAsync(file, Cancelled), await SHA256.HashDataAsync(stream, Cancelled));
    }
}
