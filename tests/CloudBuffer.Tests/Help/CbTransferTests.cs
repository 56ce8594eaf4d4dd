using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CloudBuffer.Responses;

namespace CloudBuffer.Tests.Help;

/// <summary>Texts and files that the script <c>cb</c> sends and receives.</summary>
public sealed partial class CbTransferTests(EmbeddedApp fixture)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task cb_copies_and_pastes_text_and_files()
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        await shell.OutputOfAsync("printf 'Grüße' | cb copy");
        Assert.Equal("Grüße", await shell.OutputOfAsync("cb paste"));
        // Binary input is stored as a file and returned unchanged.
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        await File.WriteAllBytesAsync(Path.Combine(shell.Home, "it's 50% \"new\" ü.bin"), bytes, Cancelled);
        await shell.OutputOfAsync("cat *.bin | cb copy && cb paste > piped");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(shell.Home, "piped"), Cancelled));
        await shell.OutputOfAsync("cb copy *.bin");
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("it's 50% \"new\" ü.bin", buffer.Content.Headers.ContentDisposition!.FileNameStar);
        // At a terminal a file is saved under its name, and overwrites none.
        await shell.OutputOfAsync("script -qec 'cb paste' /dev/null");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(shell.Home, "it's 50% \"new\" ü-1.bin"), Cancelled));
    }

    [Fact(Timeout = 60_000)]
    public async Task cb_paste_next_prints_the_next_item()
    {
        var user = await fixture.SharedUserAsync();
        await user.PutTextAsync("old");
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        var next = shell.OutputOfAsync("cb paste --next");
        await shell.RunsAsync("wait=40");
        await Task.Delay(300, Cancelled);
        Assert.False(next.IsCompleted);
        await user.PutTextAsync("new");
        Assert.Equal("new", await next);
    }

    [Fact(Timeout = 60_000)]
    public async Task cb_watch_prints_each_new_text()
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        using var watch = shell.Start("dash", "-c", "cb watch");
        await shell.RunsAsync("wait=40");
        await user.PutTextAsync("one\n");
        Assert.Equal("one", await watch.StandardOutput.ReadLineAsync(Cancelled));
        await user.PutTextAsync("two\n");
        Assert.Equal("two", await watch.StandardOutput.ReadLineAsync(Cancelled));
        watch.Kill(entireProcessTree: true);
    }

    [Fact(Timeout = 60_000)]
    public async Task cb_send_prints_a_share_link_and_QR_code_and_cb_get_downloads_it()
    {
        using var user = await fixture.NewUserAsync();
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        await File.WriteAllBytesAsync(Path.Combine(shell.Home, "big ü.iso"), bytes, Cancelled);
        var lines = (await shell.OutputOfAsync("cb send 'big ü.iso'")).Split('\n');
        Assert.Matches("^http://[^/]+/f/[A-Za-z0-9_-]{22}$", lines[0]);
        Assert.Equal(lines[0], await TerminalQr.ReadAsync(shell, lines, lightOnDark: true));
        Assert.Equal(lines[0] + "\n", await shell.OutputOfAsync("cb ls"));

        // The app under test listens on loopback only.
        var link = $"{fixture.App.Address}f/{lines[0][^22..]}";
        await shell.OutputOfAsync($"mkdir there && cd there && cb get {link} && cb get {link}");
        foreach (var name in new[] { "big ü.iso", "big ü-1.iso" })
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(shell.Home, "there", name), Cancelled));
        // An interrupted download resumes.
        await shell.OutputOfAsync(
            $"mkdir again && cd again && head -c 1000000 ../big*.iso > \"big ü.iso.$(printf '%s' {link} | cksum | cut -d ' ' -f 1).part\" && cb get {link}");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(shell.Home, "again", "big ü.iso"), Cancelled));

        await shell.OutputOfAsync($"cb rm '{link.Replace("/f/", "/file/get?token=")}&x=1'");
        var gone = await shell.RunAsync($"cb get {link}");
        Assert.NotEqual(0, gone.ExitCode);
        Assert.NotEqual(0, (await shell.RunAsync($"cb rm {link}")).ExitCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_terminal_QR_code_is_dark_on_light_in_any_color_scheme()
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        var screen = await shell.OutputOfAsync("echo x > x && script -qec 'cb send x' /dev/null");
        // Each line of the code sets white on black.
        Assert.All(screen.Split('\n').Where(line => line.Contains('█')), line => Assert.StartsWith("\u001b[97;40m", line));
        var link = await TerminalQr.ReadAsync(shell, screen.Split('\n').Select(line => ColorCodes().Replace(line, "").TrimEnd('\r')), lightOnDark: true);
        Assert.Contains("/f/", link);
    }

    [Fact(Timeout = 60_000)]
    public async Task cb_keeps_downloads_in_the_folder_and_reports_errors_in_words()
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        await user.PutFileAsync("..%2F..%2Fetc", [1]).HasStatusAsync(HttpStatusCode.OK);
        await shell.OutputOfAsync("mkdir -p a/b && cd a/b && script -qec 'cb paste' /dev/null");
        Assert.False(File.Exists(Path.Combine(shell.Home, "etc")));
        Assert.Single(Directory.GetFiles(Path.Combine(shell.Home, "a", "b")));
        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        var empty = await shell.RunAsync("cb paste");
        Assert.Equal(1, empty.ExitCode);
        Assert.Equal($"cb: {Errors.BufferEmpty.Title}. {Errors.BufferEmpty.Detail}\n", empty.Errors);
        Assert.Equal("cb: nowhere is not a file.\n", (await shell.RunAsync("cb send nowhere")).Errors);
        var wrong = await shell.RunAsync("CB_TOKEN=cb_wrong cb paste");
        Assert.Contains(Errors.TokenInvalid.Title, wrong.Errors);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("-rf")]
    [InlineData("--target-directory=x")]
    [InlineData("-tx")]
    [InlineData("--backup=t")]
    [InlineData("-")]
    public async Task A_file_name_that_starts_with_a_hyphen_is_no_option(string name)
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        var file = await user.UploadAsync(name, [1, 2, 3]);
        await shell.OutputOfAsync($"mkdir get paste && cd get && mkdir x && cb get {fixture.App.Address}f/{file.Token}");
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Path.Combine(shell.Home, "get", name), Cancelled));
        await user.PutFileAsync(name, [4, 5]).HasStatusAsync(HttpStatusCode.OK);
        await shell.OutputOfAsync("cd paste && mkdir x && script -qec 'cb paste' /dev/null");
        Assert.Equal([4, 5], await File.ReadAllBytesAsync(Path.Combine(shell.Home, "paste", name), Cancelled));
    }

    [Fact(Timeout = 60_000)]
    public async Task Pasted_text_cannot_control_the_terminal()
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        const string text = "a\u001b]0;title\u0007\u009b31mb\tc ü\nd\r";
        await user.PutTextAsync(text);
        Assert.Equal("a]0;title31mb\tc ü\r\nd\r\n", await shell.OutputOfAsync("script -qec 'cb paste' /dev/null"));
        Assert.Equal(text, await shell.OutputOfAsync("cb paste | cat"));
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex ColorCodes();
}
