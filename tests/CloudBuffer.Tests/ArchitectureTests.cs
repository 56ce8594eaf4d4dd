using System.Text.RegularExpressions;

namespace CloudBuffer.Tests;

/// <summary>The layout rules that CONTRIBUTING states.</summary>
public sealed partial class ArchitectureTests
{
    const int MaxLineLength = 160;
    const int MaxFileLines = 200;
    const int MaxFilesPerFolder = 25;

    // A table: one error per line.
    static readonly string[] Tables = ["Responses/Errors.cs"];

    static readonly Dictionary<string, string> OwnerOfTable = new()
    {
        ["Files"] = "Files",
        ["Buffers"] = "Buffers",
        ["BufferTexts"] = "Buffers",
        ["Uploads"] = "Uploads",
        ["ReceiveLinks"] = "ReceiveLinks",
        ["Devices"] = "Devices",
        ["Tokens"] = "Tokens",
        ["Users"] = "Accounts",
    };

    /// <summary>Features that read or write a table of another one, with the reason.</summary>
    static readonly Dictionary<(string Folder, string Table), string> TableExceptions = new()
    {
        [("Access", "Devices")] = "validates sessions and recent authentication",
        [("Access", "Tokens")] = "validates access tokens of long requests",
        [("Accounts", "Devices")] = "records that the password was verified on this device",
        [("Accounts", "Files")] = "the profile shows what is stored",
        [("Accounts", "Buffers")] = "the profile shows what is stored",
        [("Board", "Devices")] = "offers to connect a second device",
        [("Buffers", "Uploads")] = "a sealed upload without its row is no orphan",
        [("Files", "Uploads")] = "a sealed upload without its row is no orphan",
        [("ReceiveLinks", "Users")] = "shows the owner's name to the guest",
        [("Tokens", "Users")] = "a new password revokes access tokens",
    };

    static string Source => Path.Combine(AppProcess.Repository, "src", "CloudBuffer");

    static IReadOnlyList<string> SourceFiles => [.. Directory.EnumerateFiles(Source, "*.*", SearchOption.AllDirectories)
        .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cshtml", StringComparison.Ordinal))
        .Select(file => Path.GetRelativePath(Source, file).Replace('\\', '/'))
        .Where(file => !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal))
        .Where(file => !file.Contains("/Migrations/"))
        .Where(file => file.Contains('/'))];

    [Fact]
    public void A_folder_uses_only_the_folders_that_CONTRIBUTING_allows()
    {
        var allowed = DependencyTable();
        Assert.Equal(SourceFiles.Select(FolderOf).Distinct().Order(), allowed.Keys.Order());
        var forbidden = SourceFiles.SelectMany(file => UsedFolders(file)
            .Where(used => used != FolderOf(file) && allowed.ContainsKey(used) && !allowed[FolderOf(file)].Contains(used))
            .Select(used => $"{file} uses {used}"));
        AssertNone(forbidden);
    }

    [Fact]
    public void The_dependency_table_has_no_cycle()
    {
        var remaining = DependencyTable().ToDictionary(row => row.Key, row => row.Value.ToHashSet());
        while (remaining.Keys.FirstOrDefault(folder => remaining[folder].Count == 0) is { } bottom)
        {
            remaining.Remove(bottom);
            foreach (var uses in remaining.Values)
                uses.Remove(bottom);
        }
        Assert.Empty(remaining.Keys);
    }

    [Fact]
    public void A_feature_uses_only_its_own_tables()
    {
        var used = SourceFiles.Where(file => FolderOf(file) != "Data")
            .SelectMany(file => TableUses().Matches(Read(file)).Select(match => (Folder: FolderOf(file), Table: match.Groups[1].Value)))
            .Where(use => OwnerOfTable[use.Table] != use.Folder).Distinct().Order();
        Assert.Equal(TableExceptions.Keys.Order(), used);
    }

    [Fact]
    public void A_file_contains_one_type_that_it_is_named_after() =>
        Assert.All(SourceFiles.Where(file => file.EndsWith(".cs", StringComparison.Ordinal)), file =>
            Assert.Equal([Path.GetFileNameWithoutExtension(file)], TopLevelTypes().Matches(Read(file)).Select(match => match.Groups[1].Value)));

    [Fact]
    public void A_file_is_short_and_has_no_long_lines()
    {
        var tooLong = SourceFiles.Except(Tables).SelectMany(file =>
        {
            var lines = Read(file).Split('\n');
            var problems = lines.Index().Where(line => line.Item.Length > MaxLineLength)
                .Select(line => $"{file}:{line.Index + 1} has {line.Item.Length} characters");
            return lines.Length > MaxFileLines + 1 ? problems.Append($"{file} has {lines.Length} lines") : problems;
        });
        AssertNone(tooLong);
    }

    [Fact]
    public void A_folder_has_at_most_25_source_files() =>
        Assert.All(SourceFiles.Where(file => file.EndsWith(".cs", StringComparison.Ordinal)).CountBy(FolderOf), folder =>
            Assert.InRange(folder.Value, 1, MaxFilesPerFolder));

    static void AssertNone(IEnumerable<string> problems) => Assert.True(!problems.Any(), string.Join('\n', problems));

    // The views in Shared are for all folders.
    static IEnumerable<string> UsedFolders(string file)
    {
        var text = Read(file);
        return Namespaces().Matches(text).Concat(ViewPaths().Matches(text)).Select(match => match.Groups[1].Value).Where(used => used != "Shared");
    }

    static string FolderOf(string file) => file[..file.IndexOf('/')];

    static string Read(string file) => File.ReadAllText(Path.Combine(Source, file));

    /// <summary>The table in CONTRIBUTING: the folders that each folder may use.</summary>
    static Dictionary<string, string[]> DependencyTable() => File.ReadLines(Path.Combine(AppProcess.Repository, "CONTRIBUTING.md"))
        .SkipWhile(line => !line.StartsWith("| Folder | May use |", StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => InBackticks().Matches(line).Select(match => match.Groups[1].Value).ToArray())
        .ToDictionary(names => names[0], names => names[1..]);

    [GeneratedRegex("CloudBuffer\\.([A-Z]\\w+)")]
    private static partial Regex Namespaces();

    [GeneratedRegex("\"/([A-Z]\\w+)/\\w+\\.cshtml\"")]
    private static partial Regex ViewPaths();

    [GeneratedRegex("(?:\\bdb|AppDbContext>\\(\\))\\.(Files|Buffers|BufferTexts|Uploads|ReceiveLinks|Devices|Tokens|Users)\\b")]
    private static partial Regex TableUses();

    [GeneratedRegex(
        "^(?:(?:public|internal|sealed|static|partial|abstract|readonly) )*(?:class|record struct|record|enum|interface|struct) (\\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TopLevelTypes();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex InBackticks();
}
