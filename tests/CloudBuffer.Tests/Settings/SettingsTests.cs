namespace CloudBuffer.Tests.Settings;

/// <summary>An invalid setting stops the start with one line that names it.</summary>
[Trait("Category", "Slow")]
public sealed class SettingsTests
{
    [Theory(Timeout = 180_000)]
    [InlineData("CloudBuffer__ExpireTime", "-00:00:01", "CloudBuffer:ExpireTime")]
    [InlineData("CloudBuffer__ExpireTime", "soon", "CloudBuffer:ExpireTime")]
    [InlineData("CloudBuffer__MaxFiles", "0", "CloudBuffer:MaxFiles")]
    [InlineData("CloudBuffer__MaxFiles", "many", "CloudBuffer:MaxFiles")]
    [InlineData("CloudBuffer__MaxFileSize", "-5", "CloudBuffer:MaxFileSize")]
    [InlineData("CloudBuffer__MaxBytes", "-1", "CloudBuffer:MaxBytes")]
    [InlineData("CloudBuffer__MaxBytesPerUser", "-1", "CloudBuffer:MaxBytesPerUser")]
    [InlineData("CloudBuffer__Limits__AccountsPerHour", "0", "CloudBuffer:Limits:AccountsPerHour")]
    [InlineData("CloudBuffer__Limits__Listeners", "many", "CloudBuffer:Limits:Listeners")]
    [InlineData("CloudBuffer__UserFiles", "/proc/nowhere", "CloudBuffer:UserFiles")]
    [InlineData("CloudBuffer__PublicUrl", "buffer.example.org", "CloudBuffer:PublicUrl")]
    [InlineData("CloudBuffer__PublicUrl", "javascript:alert(1)", "CloudBuffer:PublicUrl")]
    [InlineData("CloudBuffer__TrustedProxies", "127.0.0.1;proxy", "CloudBuffer:TrustedProxies")]
    [InlineData("CloudBuffer__TrustedProxies", "10.0.0.0/40", "CloudBuffer:TrustedProxies")]
    [InlineData("CloudBuffer__MaxSessionLifetime", "00:00:01", "CloudBuffer:MaxSessionLifetime")]
    [InlineData("ConnectionStrings__Database", "Data Source=/proc/nowhere/x.db", "ConnectionStrings:Database")]
    [InlineData("ConnectionStrings__Database", "rubbish", "ConnectionStrings:Database")]
    [InlineData("ConnectionStrings__Redis", "localhost:6379,rubbish=1", "ConnectionStrings:Redis")]
    public async Task An_invalid_setting_is_named_in_one_line(string variable, string value, string setting)
    {
        await using var app = new AppProcess((variable, value));
        var (exitCode, errors) = await app.RunToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(setting, line);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_port_in_use_is_named_in_one_line()
    {
        await using var first = await new AppProcess().StartAsync();
        await using var second = new AppProcess(("Urls", first.Address.ToString()));
        var (exitCode, errors) = await second.RunToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, exitCode);
        Assert.Contains(errors.Split('\n'), line => line.StartsWith("Urls: ", StringComparison.Ordinal));
    }
}
