namespace CloudBuffer.Tests;

public sealed record ShellResult(int ExitCode, string Output, string Errors);
