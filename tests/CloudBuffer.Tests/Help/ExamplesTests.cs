using System.Net;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Help;

/// <summary>Every example of <c>/help/api</c>, run as it stands there.</summary>
public sealed partial class ExamplesTests(EmbeddedApp running)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task All_examples_are_run_by_the_tests_here() => Assert.Equal(
        ["basic", "buffer", "cb", "digest", "install", "ios", "links", "login", "powershell", "setup", "wait"], (await ExamplesAsync()).Keys.Order());

    [Fact(Timeout = 120_000)]
    public async Task The_curl_examples_do_what_they_say()
    {
        using var user = await running.NewUserAsync();
        await using var shell = await NewShellAsync();
        var examples = await ExamplesAsync();
        var setup = examples["setup"].Replace("cb_your_token", (await user.MakeTokenAsync()).Token) + "\n";

        var buffer = await shell.PrintsAsync("set -e\n" + setup + examples["buffer"]);
        Assert.Contains("\"message\":\"ok\"", buffer);
        Assert.Contains("hello", buffer);
        using (var empty = await user.GetAsync("/file/buffer"))
            Assert.Equal(HttpStatusCode.NotFound, empty.StatusCode);

        var wait = shell.PrintsAsync(setup + examples["wait"]);
        await Task.Delay(500, Cancelled);
        await user.PutTextAsync("at last");
        Assert.Equal("at last", await wait);

        var links = await shell.PrintsAsync(setup + examples["links"]);
        Assert.Equal(3, Link().Count(links));
        Assert.Contains("backup.tar", links);
        using (var mine = await user.GetAsync("/file/mine", ("Accept", "application/json")))
            Assert.Equal(4, (await mine.JsonAsync()).GetArrayLength());

        await shell.PrintsAsync(setup + examples["basic"]);
        using (var file = await user.GetAsync("/file/buffer"))
            Assert.Equal("report.pdf", file.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Matches(Link(), await shell.PrintsAsync(setup + examples["digest"]));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_examples_of_cb_do_what_they_say()
    {
        using var user = await running.NewUserAsync();
        await using var shell = await NewShellAsync();
        var examples = await ExamplesAsync();
        await shell.PrintsAsync(examples["install"]);
        using var login = shell.Start("dash", "-c", examples["login"]);
        var seen = "";
        while (!seen.Contains("Waiting"))
            seen += await login.StandardError.ReadLineAsync(Cancelled) + "\n";
        await user.PostFormAsync("/token/device/answer", ("code", Regex.Match(seen, "[B-Z]{4}-[B-Z]{4}").Value), ("answer", "approve")).HasStatusAsync(HttpStatusCode.OK);
        await login.WaitForExitAsync(Cancelled);
        Assert.Equal(0, login.ExitCode);
        var printed = await shell.PrintsAsync("set -e\n" + examples["cb"]);
        Assert.StartsWith("from the terminal\n", printed);
        Assert.Equal(2, Link().Count(printed)); // of send and of ls
    }

    [Fact(Timeout = 180_000)]
    public async Task The_PowerShell_examples_do_what_they_say()
    {
        using var user = await running.NewUserAsync();
        await using var shell = await NewShellAsync();
        var script = (await ExamplesAsync())["powershell"].Replace("cb_your_token", (await user.MakeTokenAsync()).Token);
        var path = Path.Combine(shell.Home, "example.ps1");
        await File.WriteAllTextAsync(path, "$ErrorActionPreference = 'Stop'\n" + script, Cancelled);
        // The tool is known by the manifest in the repository and in the real HOME, not in those of the shell.
        var home = Environment.GetEnvironmentVariable("HOME");
        var answer = await shell.RunAsync("dash", ["-c", $"cd '{AppProcess.Repository}' && HOME='{home}' dotnet tool run pwsh -NoProfile -Command \"Set-Location '{shell.Home}'; & '{path}'\""]);
        Assert.True(answer.ExitCode == 0, $"{answer.Errors}{answer.Output}\n(Is PowerShell missing? Run ./setup.sh --dev)");
        Assert.Contains("hello from Windows", answer.Output);
        Assert.Matches(Link(), answer.Output);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(shell.Home, "report.pdf"), Cancelled), await File.ReadAllBytesAsync(Path.Combine(shell.Home, "copy.pdf"), Cancelled));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_values_for_the_Shortcut_make_a_request_that_is_taken()
    {
        using var user = await running.NewUserAsync();
        var values = (await ExamplesAsync())["ios"].Replace("cb_your_token", (await user.MakeTokenAsync()).Token);
        var url = new Uri(Regex.Match(values, "http://\\S+").Value);
        Assert.Equal("/file/buffer", url.AbsolutePath);
        var headers = Regex.Matches(values, "^([A-Za-z-]+): (.+)$", RegexOptions.Multiline).Select(match => (match.Groups[1].Value, match.Groups[2].Value.Trim())).ToArray();
        Assert.Equal(2, headers.Length);
        using var phone = running.NewVisitor();
        await phone.SendAsync(new HttpMethod(Regex.Match(values, "^(POST|PUT)\\s*$", RegexOptions.Multiline).Value.Trim()), url.AbsolutePath, Visitor.Form(("file", "IMG_1.heic", [1, 2, 3])), headers)
            .HasStatusAsync(HttpStatusCode.OK);
        using var buffer = await user.GetAsync("/file/buffer");
        Assert.Equal([1, 2, 3], await buffer.BytesAsync());
    }

    static async Task<Shell> NewShellAsync()
    {
        var shell = new Shell();
        await File.WriteAllTextAsync(Path.Combine(shell.Home, "report.pdf"), "%PDF-1.7 not really\n", Cancelled);
        return shell;
    }

    async Task<Dictionary<string, string>> ExamplesAsync()
    {
        using var visitor = running.NewVisitor();
        using var page = await visitor.GetAsync("/help/api", ("Accept", "text/html"));
        var html = await page.TextAsync();
        return Example().Matches(html).ToDictionary(
            match => match.Groups[2].Value, match => WebUtility.HtmlDecode(Tag().Replace(match.Groups[3].Value.Replace("</dt>", "\n").Replace("</dd>", "\n"), "")));
    }

    [GeneratedRegex("<(code|dl)[^>]* data-example=\"([a-z]+)\"[^>]*>(.*?)</\\1>", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("http://[^/\\s\"]+/f/[A-Za-z0-9_-]{22}(?=\\s|$)")]
    private static partial Regex Link();
}
