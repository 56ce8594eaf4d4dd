namespace CloudBuffer.Tests;

/// <summary>Generated text that is committed, so that each change of it is reviewed.</summary>
static class Snapshot
{
    public static async Task MatchesAsync(string path, string text, string testClass)
    {
        var file = Path.Combine(AppProcess.Repository, path);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        Assert.True(
            File.Exists(file) && text == await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken),
            $"{path} is out of date. If the change is intended, run UPDATE_SNAPSHOTS=1 dotnet test --project tests/CloudBuffer.Tests "
            + $"--filter-class '*.{testClass}' and commit the difference.");
    }
}
