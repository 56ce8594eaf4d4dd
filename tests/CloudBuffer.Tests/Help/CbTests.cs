using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Help;

/// <summary>The script <c>cb</c>, fetched from the server as its first line says, on a machine with only curl and sh.</summary>
public sealed partial class CbTests(EmbeddedApp running)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Shellcheck_and_dash_have_nothing_against_it()
    {
        await using var shell = await InstalledAsync();
        await shell.PrintsAsync("dash -n .local/bin/cb");
        Assert.Equal("", await shell.PrintsAsync("shellcheck --shell=sh --severity=style .local/bin/cb"));
    }

    [Fact(Timeout = 60_000)]
    public async Task It_says_what_it_can_do_and_refuses_the_rest()
    {
        await using var shell = await InstalledAsync();
        Assert.Contains("cb send FILE...", await shell.PrintsAsync("cb --help"));
        Assert.Contains(running.App.Address.ToString().TrimEnd('/'), await shell.PrintsAsync("cb"));
        Assert.NotEqual(0, (await shell.RunAsync("cb fly")).ExitCode);
        var without = await shell.RunAsync("cb paste");
        Assert.NotEqual(0, without.ExitCode);
        Assert.Contains("cb login", without.Errors);
    }

    [Fact(Timeout = 120_000)]
    public async Task Login_is_approved_elsewhere_and_keeps_its_token_to_itself()
    {
        using var user = await running.NewUserAsync();
        await using var shell = await InstalledAsync();
        using var login = shell.Start("dash", "-c", "cb login");
        var seen = "";
        while (!seen.Contains("Waiting"))
            seen += await login.StandardError.ReadLineAsync(Cancelled) + "\n";
        var code = Code().Match(seen).Value;
        var link = await TerminalQr.ReadAsync(shell, seen.Split('\n'), lightOnDark: true);
        Assert.EndsWith($"/token/device?code={code}", link);

        using (var page = await user.GetAsync(new Uri(link).PathAndQuery, ("Accept", "text/html")))
            Assert.Contains("cb on ", await page.TextAsync());
        await user.PostFormAsync("/token/device/answer", ("code", code), ("answer", "approve")).HasStatusAsync(HttpStatusCode.OK);
        await login.WaitForExitAsync(Cancelled);
        Assert.Equal(0, login.ExitCode);
        var kept = Path.Combine(shell.Home, ".config", "cloudbuffer", "token");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));

        await shell.PrintsAsync("echo hi | cb copy");
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("hi\n", await buffer.TextAsync());
        await shell.PrintsAsync("cb logout");
        Assert.False(File.Exists(kept));
        using var tokens = await user.GetAsync("/token", ("Accept", "application/json"));
        Assert.Equal("[]", await tokens.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_denied_login_says_so()
    {
        using var user = await running.NewUserAsync();
        await using var shell = await InstalledAsync();
        using var login = shell.Start("dash", "-c", "cb login");
        var seen = "";
        while (!seen.Contains("Waiting"))
            seen += await login.StandardError.ReadLineAsync(Cancelled) + "\n";
        await user.PostFormAsync("/token/device/answer", ("code", Code().Match(seen).Value), ("answer", "deny")).HasStatusAsync(HttpStatusCode.OK);
        await login.WaitForExitAsync(Cancelled);
        Assert.NotEqual(0, login.ExitCode);
        Assert.Contains("denied", await login.StandardError.ReadToEndAsync(Cancelled));
    }

    [Fact(Timeout = 60_000)]
    public async Task Text_and_files_go_in_and_out_of_the_buffer()
    {
        using var user = await running.NewUserAsync();
        await using var shell = await SignedInAsync(user);
        await shell.PrintsAsync("printf 'Grüße' | cb copy");
        Assert.Equal("Grüße", await shell.PrintsAsync("cb paste"));
        // What is not text goes in as a file, and comes out as it was.
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        await File.WriteAllBytesAsync(Path.Combine(shell.Home, "it's 50% \"new\" ü.bin"), bytes, Cancelled);
        await shell.PrintsAsync("cat *.bin | cb copy && cb paste > piped");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(shell.Home, "piped"), Cancelled));
        await shell.PrintsAsync("cb copy *.bin");
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("it's 50% \"new\" ü.bin", buffer.Content.Headers.ContentDisposition!.FileNameStar);
        // At a terminal a file gets its name, and takes nobody else's place.
        await shell.PrintsAsync("script -qec 'cb paste' /dev/null");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(shell.Home, "it's 50% \"new\" ü-1.bin"), Cancelled));
    }

    [Fact(Timeout = 60_000)]
    public async Task Paste_next_answers_when_something_is_put_in()
    {
        using var user = await running.NewUserAsync();
        await user.PutTextAsync("old");
        await using var shell = await SignedInAsync(user);
        var next = shell.PrintsAsync("cb paste --next");
        await Task.Delay(1500, Cancelled);
        Assert.False(next.IsCompleted);
        await user.PutTextAsync("new");
        Assert.Equal("new", await next);
    }

    [Fact(Timeout = 60_000)]
    public async Task Watch_prints_what_comes()
    {
        using var user = await running.NewUserAsync();
        await using var shell = await SignedInAsync(user);
        using var watch = shell.Start("dash", "-c", "cb watch");
        await Task.Delay(1500, Cancelled);
        await user.PutTextAsync("one\n");
        Assert.Equal("one", await watch.StandardOutput.ReadLineAsync(Cancelled));
        await Task.Delay(500, Cancelled);
        await user.PutTextAsync("two\n");
        Assert.Equal("two", await watch.StandardOutput.ReadLineAsync(Cancelled));
        watch.Kill(entireProcessTree: true);
    }

    [Fact(Timeout = 60_000)]
    public async Task Send_prints_a_link_and_a_code_that_a_phone_reads_and_get_fetches_it()
    {
        using var user = await running.NewUserAsync();
        await using var shell = await SignedInAsync(user);
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        await File.WriteAllBytesAsync(Path.Combine(shell.Home, "big ü.iso"), bytes, Cancelled);
        var lines = (await shell.PrintsAsync("cb send 'big ü.iso'")).Split('\n');
        Assert.Matches("^http://[^/]+/f/[A-Za-z0-9_-]{22}$", lines[0]);
        Assert.Equal(lines[0], await TerminalQr.ReadAsync(shell, lines, lightOnDark: true));
        Assert.Equal(lines[0] + "\n", await shell.PrintsAsync("cb ls"));

        // The test's program listens on loopback only.
        var link = $"{running.App.Address}f/{lines[0][^22..]}";
        await shell.PrintsAsync($"mkdir there && cd there && cb get {link} && cb get {link}");
        foreach (var name in new[] { "big ü.iso", "big ü-1.iso" })
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(shell.Home, "there", name), Cancelled));
        // What broke off goes on.
        await shell.PrintsAsync($"mkdir again && cd again && head -c 1000000 ../big*.iso > \"big ü.iso.$(printf '%s' {link} | cksum | cut -d ' ' -f 1).part\" && cb get {link}");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(shell.Home, "again", "big ü.iso"), Cancelled));

        await shell.PrintsAsync($"cb rm {link}");
        var gone = await shell.RunAsync($"cb get {link}");
        Assert.NotEqual(0, gone.ExitCode);
        Assert.NotEqual(0, (await shell.RunAsync($"cb rm {link}")).ExitCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task At_a_terminal_the_code_is_dark_on_light_whatever_its_colours()
    {
        using var user = await running.NewUserAsync();
        await using var shell = await SignedInAsync(user);
        var screen = await shell.PrintsAsync("echo x > x && script -qec 'cb send x' /dev/null");
        // White on black is asked for on each line of the code.
        Assert.All(screen.Split('\n').Where(line => line.Contains('█')), line => Assert.StartsWith("\u001b[97;40m", line));
        var link = await TerminalQr.ReadAsync(shell, screen.Split('\n').Select(line => Colours().Replace(line, "").TrimEnd('\r')), lightOnDark: true);
        Assert.Contains("/f/", link);
    }

    [Fact(Timeout = 60_000)]
    public async Task Names_from_the_server_stay_in_the_folder_and_errors_are_told_in_words()
    {
        using var user = await running.NewUserAsync();
        await using var shell = await SignedInAsync(user);
        await user.PutFileAsync("..%2F..%2Fetc", [1]).HasStatusAsync(HttpStatusCode.OK);
        await shell.PrintsAsync("mkdir -p a/b && cd a/b && script -qec 'cb paste' /dev/null");
        Assert.False(File.Exists(Path.Combine(shell.Home, "etc")));
        Assert.Single(Directory.GetFiles(Path.Combine(shell.Home, "a", "b")));
        await user.SendAsync(HttpMethod.Delete, "/file/buffer", null).HasStatusAsync(HttpStatusCode.NoContent);
        var empty = await shell.RunAsync("cb paste");
        Assert.Equal(1, empty.ExitCode);
        Assert.Equal("cb: The buffer is empty. Put something in first. It is emptied when its time is up.\n", empty.Errors);
        Assert.Equal("cb: nowhere is not a file.\n", (await shell.RunAsync("cb send nowhere")).Errors);
        var wrong = await shell.RunAsync("CB_TOKEN=cb_wrong cb paste");
        Assert.Contains("does not work", wrong.Errors);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_token_is_in_no_list_of_processes()
    {
        using var user = await running.NewUserAsync();
        await using var shell = await SignedInAsync(user);
        using var waiting = shell.Start("dash", "-c", "cb paste --next");
        await Eventually.Async("curl waits", async () => (await shell.PrintsAsync("ps -eo args")).Contains("wait=60"));
        var token = await File.ReadAllTextAsync(Path.Combine(shell.Home, ".config", "cloudbuffer", "token"), Cancelled);
        Assert.DoesNotContain(token.Trim()[^43..], await shell.PrintsAsync("ps -eo args"));
        waiting.Kill(entireProcessTree: true);
    }

    async Task<Shell> InstalledAsync()
    {
        var shell = new Shell();
        await shell.PrintsAsync($"mkdir -p ~/.local/bin && curl -fsS {running.App.Address}cb -o ~/.local/bin/cb && chmod +x ~/.local/bin/cb");
        return shell;
    }

    async Task<Shell> SignedInAsync(Visitor user)
    {
        var shell = await InstalledAsync();
        var made = await user.MakeTokenAsync();
        await shell.PrintsAsync($"umask 077 && mkdir -p ~/.config/cloudbuffer && printf '%s\\n' {made.Token} > ~/.config/cloudbuffer/token");
        return shell;
    }

    [GeneratedRegex("[B-Z]{4}-[B-Z]{4}")]
    private static partial Regex Code();

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colours();
}
