using CloudBuffer.Tests;

[assembly: AssemblyFixture(typeof(RedisApp))]

namespace CloudBuffer.Tests;

/// <summary>The app with a separate redis-server.</summary>
public sealed class RedisApp : AppFixture
{
    readonly RedisServer server = new();

    public override string Redis => server.Configuration;

    public override async ValueTask InitializeAsync()
    {
        await server.StartAsync();
        App = await new AppProcess(("ConnectionStrings__Redis", server.Configuration), ("CloudBuffer__Intervals__DevicePoll", "00:00:01")).StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }
}
