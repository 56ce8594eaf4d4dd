using System.Diagnostics;
using System.Text;

namespace CloudBuffer.Tests;

/// <summary>Somebody at a terminal, in a folder and with a HOME of his own.</summary>
public sealed class Shell : IAsyncDisposable
{
    readonly Dictionary<string, string> variables;

    public Shell(params (string Name, string Value)[] variables)
    {
        Home = Directory.CreateTempSubdirectory("cbsh-").FullName;
        this.variables = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
    }

    public string Home { get; }

    /// <summary>Runs a script with dash, the strictest of the usual shells, and takes what it prints.</summary>
    public Task<ShellAnswer> RunAsync(string script, string input = "") => RunAsync("dash", ["-c", script], input);

    /// <summary>Runs a script, which must end well.</summary>
    public async Task<string> PrintsAsync(string script, string input = "")
    {
        var answer = await RunAsync(script, input);
        Assert.True(answer.ExitCode == 0, $"{script}\nended with {answer.ExitCode}:\n{answer.Errors}{answer.Output}");
        return answer.Output;
    }

    public async Task<ShellAnswer> RunAsync(string program, string[] arguments, string input = "")
    {
        using var process = Start(program, arguments);
        await using var killed = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new ShellAnswer(process.ExitCode, await output, await errors);
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
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException($"{program} is missing: run ./setup.sh --dev");
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Home, recursive: true);
        return ValueTask.CompletedTask;
    }
}

public sealed record ShellAnswer(int ExitCode, string Output, string Errors);
