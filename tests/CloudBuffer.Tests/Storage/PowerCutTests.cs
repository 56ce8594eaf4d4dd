using System.Net;
using System.Security.Cryptography;
using static CloudBuffer.Tests.Uploads.TusSteps;

namespace CloudBuffer.Tests.Storage;

/// <summary>What is acknowledged at default settings survives a power cut.</summary>
[Trait("Category", "Slow")]
public sealed class PowerCutTests
{
    const int DiskMegabytes = 300;

    [Fact(Timeout = 180_000)]
    public async Task Files_accounts_tokens_and_a_sign_out_survive_a_power_cut()
    {
        await using var app = new AppProcess();
        var folder = Path.Combine(app.Folder, "disk");
        using var disk = new LoopDisk(folder, app.Folder, DiskMegabytes);
        app.Set("ConnectionStrings__Database", $"Data Source={folder}/cloudbuffer.db");
        app.Set("CloudBuffer__UserFiles", $"{folder}/user_files");
        await app.StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        using var phone = new Visitor(app.Address);
        await SignInAsync(phone, user);
        var token = await user.CreateTokenAsync();
        var contents = Enumerable.Range(1, 12).Select(i => RandomNumberGenerator.GetBytes(i * i * 10_000)).ToList();
        var files = await Task.WhenAll(contents.Select((content, i) => user.UploadAsync($"{i}", content)));
        var resumed = RandomNumberGenerator.GetBytes(5_000_000);
        var upload = await CreateAsync(user, resumed.Length);
        await PatchAsync(user, upload, 0, resumed[..2_000_000]).HasStatusAsync(HttpStatusCode.NoContent);
        var cookie = phone.Cookie;
        await phone.PostJsonAsync("/account/logout", new { }).HasStatusAsync(HttpStatusCode.NoContent);

        await app.KillAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "not flushed"), "x", TestContext.Current.CancellationToken);
        disk.CutPower();
        Assert.False(File.Exists(Path.Combine(folder, "not flushed")));
        await app.StartAsync();

        foreach (var (file, content) in files.Zip(contents))
        {
            using var response = await user.GetAsync(file.Path);
            Assert.Equal(content, await response.BytesAsync());
        }
        await PatchAsync(user, upload, 2_000_000, resumed[2_000_000..]).HasStatusAsync(HttpStatusCode.NoContent);
        await phone.GetAsync("/file/mine", ("Cookie", cookie)).IsProblemAsync(401, "sign_in_required");
        using var program = new Visitor(app.Address);
        await program.GetAsync("/file/buffer", token.Header).IsProblemAsync(404, "buffer_empty");
        await SignInAsync(user, user);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_key_that_was_not_flushed_is_replaced()
    {
        await using var app = new AppProcess();
        var keys = Directory.CreateDirectory(Path.Combine(app.Folder, "keys"));
        var empty = Path.Combine(keys.FullName, $"key-{Guid.NewGuid()}.xml");
        await File.WriteAllTextAsync(empty, "", TestContext.Current.CancellationToken);
        await app.StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        Assert.False(File.Exists(empty));
        Assert.Single(keys.GetFiles("*.xml"));
    }

    static Task SignInAsync(Visitor device, Visitor user) => device.PostJsonAsync(
        "/account/login", new { username = user.Name, password = Visitor.Password }).HasStatusAsync(HttpStatusCode.OK);
}
