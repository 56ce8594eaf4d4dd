namespace CloudBuffer.Tests.Storage;

/// <summary>Other users of the machine cannot read what the app creates.</summary>
[Trait("Category", "Slow")]
public sealed class PrivateFilesTests
{
    const UnixFileMode GroupOrOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [Fact(Timeout = 180_000)]
    public async Task Everything_that_the_app_creates_is_private()
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        await user.UploadAsync("a", [1]);
        await user.PutTextAsync("x");
        var entries = Directory.EnumerateFileSystemEntries(app.Folder, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(entries, entry => entry.EndsWith(".db", StringComparison.Ordinal));
        Assert.All(entries, entry => Assert.True((File.GetUnixFileMode(entry) & GroupOrOthers) == 0, $"{entry}: {File.GetUnixFileMode(entry)}"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_database_of_an_earlier_version_is_made_private()
    {
        await using var app = await new AppProcess().StartAsync();
        await app.KillAsync();
        foreach (var file in Directory.GetFiles(app.Folder, "cloudbuffer.db*"))
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await app.StartAsync();
        Assert.All(
            Directory.GetFiles(app.Folder, "cloudbuffer.db*"),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }
}
