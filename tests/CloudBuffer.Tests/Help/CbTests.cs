using System.Net;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Help;

/// <summary>The script <c>cb</c>, installed from the server on a machine with only curl and sh.</summary>
public sealed partial class CbTests(EmbeddedApp fixture)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task The_cb_script_passes_shellcheck_and_dash()
    {
        await using var shell = await CbSteps.InstallAsync(fixture);
        await shell.OutputOfAsync("dash -n .local/bin/cb");
        Assert.Equal("", await shell.OutputOfAsync("shellcheck --shell=sh --severity=style .local/bin/cb"));
    }

    [Fact(Timeout = 60_000)]
    public async Task cb_prints_its_usage_and_rejects_unknown_commands()
    {
        await using var shell = await CbSteps.InstallAsync(fixture);
        Assert.Contains("cb send FILE...", await shell.OutputOfAsync("cb --help"));
        Assert.Contains(fixture.App.Address.ToString().TrimEnd('/'), await shell.OutputOfAsync("cb"));
        Assert.NotEqual(0, (await shell.RunAsync("cb fly")).ExitCode);
        var without = await shell.RunAsync("cb paste");
        Assert.NotEqual(0, without.ExitCode);
        Assert.Contains("cb login", without.Errors);
    }

    [Fact(Timeout = 120_000)]
    public async Task cb_login_is_approved_in_a_browser_and_stores_its_token_privately()
    {
        using var user = await fixture.NewUserAsync();
        await using var shell = await CbSteps.InstallAsync(fixture);
        await shell.OutputOfAsync("printf '#!/bin/sh\nprintf \"%%s\\\\n\" \"$@\" >>~/arguments\nexec /usr/bin/curl \"$@\"\n' >.local/bin/curl && chmod +x .local/bin/curl");
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

        // All users of the machine can read the arguments of a command.
        var arguments = await File.ReadAllTextAsync(Path.Combine(shell.Home, "arguments"), Cancelled);
        Assert.Contains("device_code@", arguments);
        Assert.DoesNotContain("device_code=", arguments);
        Assert.DoesNotContain(code, arguments);

        await shell.OutputOfAsync("echo hi | cb copy");
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal("hi\n", await buffer.TextAsync());
        await shell.OutputOfAsync("cb logout");
        Assert.False(File.Exists(kept));
        using var tokens = await user.GetAsync("/token", ("Accept", "application/json"));
        Assert.Equal("[]", await tokens.TextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_denied_cb_login_reports_it()
    {
        using var user = await fixture.NewUserAsync();
        await using var shell = await CbSteps.InstallAsync(fixture);
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
    public async Task The_token_of_cb_is_in_no_process_list()
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        using var waiting = shell.Start("dash", "-c", "cb paste --next");
        await shell.RunsAsync("wait=40");
        var token = await File.ReadAllTextAsync(Path.Combine(shell.Home, ".config", "cloudbuffer", "token"), Cancelled);
        Assert.DoesNotContain(token.Trim()[^43..], await shell.OutputOfAsync("ps -eo args"));
        waiting.Kill(entireProcessTree: true);
    }

    [GeneratedRegex("[B-Z]{4}-[B-Z]{4}")]
    private static partial Regex Code();
}
