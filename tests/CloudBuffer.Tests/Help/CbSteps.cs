namespace CloudBuffer.Tests.Help;

/// <summary>Terminals with the script <c>cb</c>.</summary>
static class CbSteps
{
    public static async Task<Shell> InstallAsync(AppFixture fixture)
    {
        var shell = new Shell();
        await shell.OutputOfAsync($"mkdir -p ~/.local/bin && curl -fsS {fixture.App.Address}cb -o ~/.local/bin/cb && chmod +x ~/.local/bin/cb");
        return shell;
    }

    public static async Task<Shell> SignInAsync(AppFixture fixture, Visitor user)
    {
        var shell = await InstallAsync(fixture);
        var created = await user.CreateTokenAsync();
        await shell.OutputOfAsync($"umask 077 && mkdir -p ~/.config/cloudbuffer && printf '%s\\n' {created.Token} > ~/.config/cloudbuffer/token");
        return shell;
    }
}
