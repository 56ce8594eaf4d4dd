namespace CloudBuffer.Tests.Help;

/// <summary>Each command of <c>cb</c> that fails says why and has an exit code other than 0.</summary>
[Trait("Category", "Slow")]
public sealed class CbErrorTests(EmbeddedApp fixture)
{
    static readonly string[] Commands =
    [
        "cb copy f", "printf x | cb copy", "cb paste", "cb paste | cat; test -s out", "cb paste --next", "cb watch", "cb send f", "cb send 'a[1].txt'",
        "cb ls", "cb rm $CB/f/aaaaaaaaaaaaaaaaaaaaaa", "cb logout", "cb get $CB/f/aaaaaaaaaaaaaaaaaaaaaa", "cb login",
    ];

    // A proxy answers these while the server restarts, so commands that wait go on.
    static readonly int[] Temporary = [502, 503, 504];

    static readonly string[] Waiting = ["cb paste --next", "cb watch"];

    [Fact(Timeout = 180_000)]
    public async Task Without_a_server_every_command_fails()
    {
        await using var shell = await SignedInAsync();
        foreach (var command in Commands)
            await FailsAsync(shell, $"CB=http://127.0.0.1:1 && export CB; {command}", "no response from");
    }

    [Theory(Timeout = 180_000)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(502)]
    [InlineData(504)]
    [InlineData(507)]
    public async Task A_response_of_a_proxy_fails_every_command(int status)
    {
        await using var shell = await SignedInAsync();
        using var proxy = new FixedResponse(status, "<html><title>An error</title></html>");
        foreach (var command in Commands.Where(command => !Waiting.Contains(command) || !Temporary.Contains(status)))
        {
            // An empty buffer is 404: a command that waits for an item goes on.
            if (status != 404 || !Waiting.Contains(command))
                await FailsAsync(shell, $"CB={proxy.Address} && export CB; {command}", $"{status}");
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task A_revoked_token_fails_every_command_that_needs_it()
    {
        await using var shell = await SignedInAsync();
        string[] anonymous = ["cb login", "cb logout", Commands.Single(command => command.StartsWith("cb get", StringComparison.Ordinal))];
        foreach (var command in Commands.Except(anonymous))
            await FailsAsync(shell, $"CB={fixture.App.Address} CB_TOKEN=cb_x_y && export CB CB_TOKEN; {command}", "token");
        await shell.OutputOfAsync("CB_TOKEN=cb_x_y cb logout");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_link_that_has_expired_or_belongs_to_no_file_is_reported()
    {
        await using var shell = await SignedInAsync();
        string[] links =
        [
            "/f/aaaaaaaaaaaaaaaaaaaaaa", "/f/aaaaaaaaaaaaaaaaaaaaaa/", "/f/aaaaaaaaaaaaaaaaaaaaaa/a%20f.txt", "/file/get?token=aaaaaaaaaaaaaaaaaaaaaa",
        ];
        foreach (var link in links)
        {
            await FailsAsync(shell, $"CB={fixture.App.Address} && export CB; cb rm ${{CB%/}}{link}", "link");
            await FailsAsync(shell, $"CB={fixture.App.Address} && export CB; cb get ${{CB%/}}{link}", "link");
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task A_link_that_is_an_option_of_curl_is_refused()
    {
        await using var shell = await SignedInAsync();
        foreach (var link in new[] { "--version", "-K/dev/null", "file:///etc/passwd", "''", "http://a http://b" })
            await FailsAsync(shell, $"cb get {link}", "usage: cb get LINK");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_slash_at_the_end_of_the_address_and_settings_of_curl_do_not_matter()
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        await shell.OutputOfAsync("printf 'include\\noutput-dir = /nowhere\\nfail\\n' > .curlrc; printf hello > 'a[1]{2}.txt'; printf x > .env");
        foreach (var address in new[] { $"{fixture.App.Address}", $"{fixture.App.Address}//" })
        {
            Assert.Equal("hello", await shell.OutputOfAsync($"CB={address} && export CB; cb copy 'a[1]{{2}}.txt' && cb paste"));
            var links = await shell.OutputOfAsync($"CB={address} && export CB; cb send 'a[1]{{2}}.txt' | head -n 1 && cb ls");
            Assert.Equal(links.Split('\n')[0], links.Split('\n')[1]);
        }
        Assert.Equal("x", await shell.OutputOfAsync("cb send .env >link && mkdir d && cd d && cb get $(head -n 1 ../link) && cat .env"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_name_from_a_link_neither_creates_a_file_that_a_shell_runs_nor_controls_the_terminal()
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        foreach (var (name, saved) in new[]
        {
            (".bash_profile", "_bash_profile"), (".zshenv", "_zshenv"), (".curlrc", "_curlrc"), (".lesskey", "_lesskey"), (".BASHRC", "_BASHRC"), ("-x", "-x"),
        })
        {
            var file = await user.UploadAsync(name, [1]);
            await shell.OutputOfAsync($"cb get {file.Url} && test -f ./{saved} && rm ./{saved}");
        }
        await shell.OutputOfAsync("mkdir project");
        foreach (var name in new[] { ".profile", ".env", ".gitignore" })
        {
            var file = await user.UploadAsync(name, [1]);
            await shell.OutputOfAsync($"cd project && cb get {file.Url} && test -f {name}");
        }

        using var server = new FixedResponse(404, "{\"title\":\"a\u001b]0;pwned\u0007b\",\"code\":\"x\"}");
        var result = await shell.RunAsync($"cb get {server.Address}f/x");
        Assert.Equal("cb: a]0;pwnedb\n", result.Errors);

        // Without the C1 character in the middle, the rest would be another one.
        const string Printable = "eval \"$(sed -n '/^printable()/,/^}/p' .local/bin/cb)\"; ";
        Assert.Equal("ab\tä\n", await shell.OutputOfAsync(Printable + "printf 'a\\302\\302\\302\\233\\233\\233b\\011\\303\\244\\n' | printable"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_name_that_is_too_long_for_the_file_system_keeps_its_beginning_and_its_extension()
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        foreach (var (name, saved) in new[]
        {
            (new string('語', 251) + ".pdf", new string('語', 83) + ".pdf"), // 253 bytes: one more character would be 256
            (string.Concat(Enumerable.Repeat("😀", 125)) + ".tar", string.Concat(Enumerable.Repeat("😀", 62)) + ".tar"),
            (new string('é', 255), new string('é', 127)),
            (new string('n', 251) + ".pdf", new string('n', 251) + ".pdf"),
        })
        {
            var file = await user.UploadAsync(name, [1]);
            await shell.OutputOfAsync($"mkdir -p d && cd d && cb get {file.Url}");
            Assert.Equal(saved, Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(shell.Home, "d")))));
            await shell.OutputOfAsync($"cd d && cb get {file.Url}");
            Assert.Equal(2, Directory.GetFiles(Path.Combine(shell.Home, "d")).Length);
            Directory.Delete(Path.Combine(shell.Home, "d"), recursive: true);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Standard_input_is_streamed_and_becomes_a_file_if_it_is_not_text()
    {
        var user = await fixture.SharedUserAsync();
        await using var shell = await CbSteps.SignInAsync(fixture, user);
        foreach (var (bytes, type) in new[] { ("'Grüße'", "text"), ("'\\377\\376'", "file"), ("'a\\000b'", "file"), ("'\\303'", "file"), ("''", "text") })
        {
            await shell.OutputOfAsync($"printf {bytes} | cb copy");
            using var item = await user.GetAsync("/file/buffer");
            Assert.Equal(type, item.Header("X-Data-Type"));
            await shell.OutputOfAsync($"printf {bytes} >expected && cb paste >pasted && cmp expected pasted");
        }
        // More than a temporary folder in memory may hold.
        await shell.OutputOfAsync("mkdir small && mount -t tmpfs -o size=1m none small");
        try
        {
            await shell.OutputOfAsync("export TMPDIR=$PWD/small; head -c 30000000 /dev/zero | cb copy && cb paste | cmp -n 30000000 - /dev/zero");
            await shell.OutputOfAsync("yes | head -c 3000000 | cb copy && script -qec 'cb paste' ../pasted >/dev/null");
            await shell.OutputOfAsync("[ $(grep -c y ../pasted) -ge 1500000 ]");
        }
        finally
        {
            await shell.OutputOfAsync("umount small");
        }
    }

    async Task<Shell> SignedInAsync()
    {
        var shell = await CbSteps.SignInAsync(fixture, await fixture.SharedUserAsync());
        await shell.OutputOfAsync("printf x >f; printf x >'a[1].txt'; printf x >out");
        return shell;
    }

    static async Task FailsAsync(Shell shell, string command, string message)
    {
        var result = await shell.RunAsync(command);
        bool isReported = result.Errors.Contains("cb: ", StringComparison.Ordinal) && result.Errors.Contains(message, StringComparison.OrdinalIgnoreCase);
        Assert.True(isReported, $"{command}: {result.Errors}");
        Assert.True(result.ExitCode != 0 || command.Contains("| cat", StringComparison.Ordinal), command);
    }
}
