using System.Text.RegularExpressions;

namespace CloudBuffer.Tests;

/// <summary>The shape of the house, as CONTRIBUTING tells it.</summary>
public sealed partial class HouseTests
{
    static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Accounts"] = ["Limits", "Live", "Web", "Data", "Storage", "Redis"],
        ["Files"] = ["Limits", "Live", "Web", "Data", "Storage", "Redis"],
        ["Buffers"] = ["Limits", "Live", "Web", "Data", "Storage", "Redis"],
        ["Uploads"] = ["Files", "Buffers", "Limits", "Live", "Web", "Data", "Storage", "Redis"],
        ["Tokens"] = ["Limits", "Live", "Web", "Data", "Storage", "Redis"],
        ["Devices"] = ["Limits", "Live", "Web", "Data", "Storage", "Redis"],
        ["Help"] = ["Web"],
        ["Guests"] = ["Files", "Limits", "Live", "Web", "Data", "Storage", "Redis"],
        ["Shares"] = ["Files", "Buffers", "Limits", "Live", "Web", "Data", "Storage", "Redis"],
        ["Live"] = ["Web", "Data", "Redis"],
        ["Limits"] = ["Data", "Storage", "Redis"],
        ["Web"] = ["Data", "Redis", "Storage"],
        ["Data"] = [],
        ["Storage"] = [],
        ["Redis"] = [],
        ["Shared"] = ["Web"],
    };

    static string Source => Path.Combine(AppProcess.Repository, "src", "CloudBuffer");

    [Fact]
    public void Each_folder_knows_only_what_it_may()
    {
        foreach (var file in Directory.EnumerateFiles(Source, "*.cs*", SearchOption.AllDirectories).Where(IsOurs))
        {
            var folder = Path.GetRelativePath(Source, file).Split(Path.DirectorySeparatorChar)[0];
            if (!MayKnow.TryGetValue(folder, out var known))
            {
                Assert.DoesNotContain(Path.DirectorySeparatorChar, Path.GetRelativePath(Source, file)); // a folder that the table lacks
                continue;
            }
            var used = Reference().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Where(MayKnow.ContainsKey).Where(name => name != folder);
            Assert.All(used, name => Assert.True(known.Contains(name), $"{Path.GetRelativePath(Source, file)} must not know {name}"));
        }
    }

    [Fact]
    public void Every_error_code_is_in_the_README()
    {
        var codes = Code().Matches(File.ReadAllText(Path.Combine(Source, "Web", "Errors.cs"))).Select(match => match.Groups[1].Value).ToList();
        Assert.True(codes.Count > 20);
        var readme = File.ReadAllText(Path.Combine(AppProcess.Repository, "README.md"));
        Assert.All(codes, code => Assert.Contains($"`{code}`", readme));
    }

    [Fact]
    public void Every_setting_is_in_the_README()
    {
        var readme = File.ReadAllText(Path.Combine(AppProcess.Repository, "README.md"));
        Assert.All(typeof(CloudBufferOptions).GetProperties(), setting => Assert.Contains($"`CloudBuffer:{setting.Name}`", readme));
    }

    static bool IsOurs(string file) =>
        !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}") && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}")
        && (file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cshtml", StringComparison.Ordinal));

    [GeneratedRegex("CloudBuffer\\.([A-Z][a-z]+)\\b")]
    private static partial Regex Reference();

    [GeneratedRegex("new\\(\\d+, \"([a-z_]+)\"")]
    private static partial Regex Code();
}
