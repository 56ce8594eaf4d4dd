using CloudBuffer.Tests;

[assembly: AssemblyFixture(typeof(EmbeddedApp))]

namespace CloudBuffer.Tests;

/// <summary>The app with its embedded Redis, as it runs by default.</summary>
public sealed class EmbeddedApp : AppFixture
{
    public override string Redis => App.RedisConfiguration;

    public override async ValueTask InitializeAsync() => App = await new AppProcess(("CloudBuffer__Intervals__DevicePoll", "00:00:01")).StartAsync();
}
