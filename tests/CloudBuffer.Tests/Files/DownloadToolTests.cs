using System.Security.Cryptography;

namespace CloudBuffer.Tests.Files;

/// <summary>Programs that load a share link: under which name, and whether they can resume and use several connections.</summary>
[Trait("Category", "Slow")]
public sealed class DownloadToolTests(EmbeddedApp fixture)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("wget -q")]
    [InlineData("curl -fsS -O")]
    [InlineData("aria2c -q")]
    public async Task A_link_with_a_name_is_saved_under_it(string command)
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = new Shell();
        foreach (var name in new[] { "report 1.pdf", "Bericht über Köln.pdf", "日本語.txt", "a&b=c;d'e.txt" })
        {
            var file = await user.UploadAsync(name, [1, 2, 3]);
            await shell.OutputOfAsync($"{command} '{file.Url}/{Uri.EscapeDataString(name)}'");
            var saved = Assert.Single(Directory.GetFiles(shell.Home));
            // curl does not decode the address.
            Assert.Equal(command.StartsWith("curl", StringComparison.Ordinal) ? Uri.EscapeDataString(name) : name, Path.GetFileName(saved));
            Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(saved, Cancelled));
            File.Delete(saved);
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("wget -q --content-disposition")]
    [InlineData("aria2c -q")]
    public async Task The_server_tells_the_name_of_a_link_without_one(string command)
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = new Shell();
        var file = await user.UploadAsync("Köln 1.pdf", [1, 2, 3]);
        await shell.OutputOfAsync($"LC_ALL=C.UTF-8 {command} '{file.Url}'");
        Assert.Equal("Köln 1.pdf", Path.GetFileName(Assert.Single(Directory.GetFiles(shell.Home))));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("wget -q -c")]
    [InlineData("curl -fsS -C - -O")]
    [InlineData("aria2c -q -c --allow-overwrite=false -x 4 -s 4 -k 1M")]
    public async Task A_partial_download_is_resumed(string command)
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = new Shell();
        var bytes = RandomNumberGenerator.GetBytes(8 << 20);
        var file = await user.UploadAsync("a.bin", bytes);
        var saved = Path.Combine(shell.Home, "a.bin");
        if (!command.StartsWith("aria2c", StringComparison.Ordinal)) // it resumes only what it has begun itself
            await File.WriteAllBytesAsync(saved, bytes[..3_000_000], Cancelled);
        await shell.OutputOfAsync($"{command} '{file.Url}/a.bin'");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(saved, Cancelled));
    }

    [Fact(Timeout = 60_000)]
    public async Task Python_requests_uploads_and_downloads_files_with_any_name()
    {
        var user = await fixture.SharedUserAsync();
        var token = await user.CreateTokenAsync();
        await using var shell = new Shell(("CB", fixture.App.Address.ToString().TrimEnd('/')), ("TOKEN", token.Token));
        await File.WriteAllTextAsync(Path.Combine(shell.Home, "test.py"), """
            import os, requests
            base, auth = os.environ["CB"], {"Authorization": "Bearer " + os.environ["TOKEN"], "Accept": "application/json"}
            for name in ["a.txt", "Köln 1.txt", "日本語.txt", 'say "hi".txt', "a;b=c.txt", "100%.txt"]:
                sent = requests.post(base + "/file/load", headers=auth, files={"file": (name, b"hello")})
                assert sent.status_code == 201, sent.text
                assert sent.json()["fileName"] == name, (name, sent.json()["fileName"])
                got = requests.get(sent.json()["url"])
                assert got.content == b"hello", got.content
                assert requests.get(sent.json()["url"], headers={"Range": "bytes=1-2"}).content == b"el"
            text = requests.post(base + "/file/buffer", headers=auth | {"X-Data-Type": "text"}, data="Grüße\r\n".encode())
            assert text.status_code == 200, text.text
            assert requests.get(base + "/file/buffer", headers=auth).content == "Grüße\r\n".encode()
            """, Cancelled);
        await shell.OutputOfAsync("/usr/bin/python3 test.py");
    }
}
