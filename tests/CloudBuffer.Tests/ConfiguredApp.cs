namespace CloudBuffer.Tests;

/// <summary>The app with its embedded Redis and settings of its own, for all tests of a class.</summary>
public abstract class ConfiguredApp(params (string Name, string Value)[] settings) : AppFixture
{
    public override string Redis => App.RedisConfiguration;

    public override async ValueTask InitializeAsync() => App = await new AppProcess(settings).StartAsync();
}
