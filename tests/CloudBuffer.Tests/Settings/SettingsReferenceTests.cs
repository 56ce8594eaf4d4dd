using System.Globalization;
using CloudBuffer.Settings;

namespace CloudBuffer.Tests.Settings;

/// <summary><c>docs/settings.md</c> lists every setting, and every limit with its default.</summary>
public sealed class SettingsReferenceTests
{
    static string Document => File.ReadAllText(Path.Combine(AppProcess.Repository, "docs", "settings.md"));

    [Fact]
    public void Every_setting_is_documented() => Assert.All(
        typeof(CloudBufferOptions).GetProperties().Where(property => property.CanWrite),
        setting => Assert.Contains($"`{CloudBufferOptions.Section}:{setting.Name}`", Document));

    [Fact]
    public void Every_limit_is_documented_with_its_default()
    {
        var defaults = new Limits();
        Assert.All(
            typeof(Limits).GetProperties(),
            limit => Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"| `{limit.Name}` | `{limit.GetValue(defaults)}` |"), Document));
    }
}
