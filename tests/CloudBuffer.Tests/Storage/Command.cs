using System.Diagnostics;

namespace CloudBuffer.Tests.Storage;

/// <summary>Runs a command that needs root.</summary>
static class Command
{
    public static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command} needs root: {errors}");
    }
}
