using System.Text.RegularExpressions;

namespace CloudBuffer.Tests;

/// <summary>Names, comments and documents use standard English, so that a search for the usual term finds the code.</summary>
public sealed partial class PlainEnglishTests
{
    // Words that hide the usual term behind a relative clause or a household word.
    const string Dialect = "whoever|whosoever|anew|somebody|anybody|everybody|nobody|whatever|whichever";

    static readonly string[] Folders = ["src", "tests", "docs", "bench"];
    static readonly string[] Extensions = [".cs", ".cshtml", ".js", ".css", ".sh", ".md", ".json", ".html", ".webmanifest", ".props", ".csproj"];

    static IEnumerable<string> Documents => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(AppProcess.Repository, folder), "*", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(AppProcess.Repository))
        .Where(file => Extensions.Contains(Path.GetExtension(file)))
        .Select(file => Path.GetRelativePath(AppProcess.Repository, file).Replace('\\', '/'))
        .Where(file => !Generated().IsMatch(file) && !IsException(file));

    [Fact]
    public void No_file_contains_a_dialect_word()
    {
        var found = Documents.SelectMany(file => File.ReadLines(Path.Combine(AppProcess.Repository, file))
        .Index().Where(line => DialectWord().IsMatch(line.Item)).Select(line => $"{file}:{line.Index + 1}: {line.Item.Trim()}")).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    // A common password, and this list itself.
    static bool IsException(string file) =>
        file.EndsWith("/PasswordRules.cs", StringComparison.Ordinal) || file.EndsWith("/PlainEnglishTests.cs", StringComparison.Ordinal);

    [GeneratedRegex($"\\b({Dialect})\\b", RegexOptions.IgnoreCase)]
    private static partial Regex DialectWord();

    [GeneratedRegex("(^|/)(obj|bin|node_modules|Migrations|TestResults)/|lock\\.json$")]
    private static partial Regex Generated();
}
