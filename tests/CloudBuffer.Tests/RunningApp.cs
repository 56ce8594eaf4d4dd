using System.Runtime.Versioning;
using CloudBuffer.Tests;

[assembly: SupportedOSPlatform("linux")] // the tests look into /proc and at file modes
[assembly: AssemblyFixture(typeof(EmbeddedApp))]
[assembly: AssemblyFixture(typeof(RedisApp))]

namespace CloudBuffer.Tests;

/// <summary>One program for all tests of the contract; each test brings a user of its own.</summary>
public abstract class RunningApp : IAsyncLifetime
{
    public AppProcess App { get; protected set; } = null!;

    /// <summary>How to reach its Redis.</summary>
    public abstract string Redis { get; }

    public Visitor NewVisitor() => new(App.Address);

    public async Task<Visitor> NewUserAsync()
    {
        var visitor = NewVisitor();
        await visitor.RegisterAsync();
        return visitor;
    }

    public abstract ValueTask InitializeAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>As it runs without any setting: with the Redis inside.</summary>
public sealed class EmbeddedApp : RunningApp
{
    public override string Redis => App.RedisConfiguration;

    public override async ValueTask InitializeAsync() => App = await new AppProcess().StartAsync();
}

/// <summary>With a redis-server beside it.</summary>
public sealed class RedisApp : RunningApp
{
    readonly RedisServer server = new();

    public override string Redis => server.Configuration;

    public override async ValueTask InitializeAsync()
    {
        await server.StartAsync();
        App = await new AppProcess(("ConnectionStrings__Redis", server.Configuration)).StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }
}
