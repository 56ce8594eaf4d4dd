using System.Diagnostics;
using System.Text;

namespace CloudBuffer.Tests;

/// <summary>A terminal session with its own HOME, which is also its working directory.</summary>
public sealed class Shell : IAsyncDisposable
{
    const int CommandNotFound = 127;

    readonly Dictionary<string, string> variables;

    public Shell(params (string Name, string Value)[] variables)
    {
        Home = Directory.CreateTempSubdirectory("cbsh-").FullName;
        this.variables = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
    }

    public string Home { get; }

    /// <summary>Runs a script with dash, the strictest of the usual shells.</summary>
    public Task<ShellResult> RunAsync(string script, string input = "") => RunAsync("dash", ["-c", script], input);

    /// <summary>Runs a script, which has to succeed.</summary>
    public async Task<string> OutputOfAsync(string script, string input = "")
    {
        var result = await RunAsync(script, input);
        Assert.True(result.ExitCode == 0, $"{script}\nexited with {result.ExitCode}:\n{result.Errors}{result.Output}{Hint(result)}");
        return result.Output;
    }

    public async Task<ShellResult> RunAsync(string program, string[] arguments, string input = "")
    {
        using var process = Start(program, arguments);
        await using var killed = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new ShellResult(process.ExitCode, await output, await errors);
    }

    public Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Home,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["HOME"] = Home;
        start.Environment.Remove("XDG_CONFIG_HOME");
        start.Environment["PATH"] = $"{Home}/.local/bin:{start.Environment["PATH"]}";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return ExternalTool.Start(start);
    }

    /// <summary>Waits until a command with this argument runs in this terminal.</summary>
    public Task RunsAsync(string argument) => Eventually.True(
        $"a command with {argument} runs",
        () => Directory.EnumerateDirectories("/proc").Any(process => Read(process, "environ").Contains($"HOME={Home}\0")
            && Read(process, "cmdline").Contains(argument)));

    static string Read(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // not a process, ended, or of another user
        }
    }

    static string Hint(ShellResult result) => result.ExitCode == CommandNotFound ? "Install the missing command with: ./setup.sh --dev=all" : "";

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Home, recursive: true);
        return ValueTask.CompletedTask;
    }
}
