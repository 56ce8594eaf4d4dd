using System.Collections.Concurrent;
using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")] // the tests read /proc and file modes

namespace CloudBuffer.Tests;

/// <summary>One running app for all contract tests of the assembly. Tests are isolated by user.</summary>
public abstract class AppFixture : IAsyncLifetime
{
    readonly ConcurrentDictionary<string, Task<Visitor>> sharedUsers = new();

    public AppProcess App { get; protected set; } = null!;

    /// <summary>The StackExchange.Redis configuration of its Redis.</summary>
    public abstract string Redis { get; }

    public Visitor NewVisitor() => new(App.Address);

    public async Task<Visitor> NewUserAsync()
    {
        var user = NewVisitor();
        await user.RegisterAsync();
        return user;
    }

    /// <summary>
    /// A user that all tests of the class share, for tests to which earlier files, texts and tokens do not matter: a registration
    /// hashes a password, which takes a tenth of a second of a core. The tests of a class run one after the other.
    /// </summary>
    public Task<Visitor> SharedUserAsync() => SharedAsync("user");

    /// <summary>A second user that all tests of the class share.</summary>
    public Task<Visitor> OtherSharedUserAsync() => SharedAsync("other");

    public abstract ValueTask InitializeAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var user in sharedUsers.Values.Where(user => user.IsCompletedSuccessfully))
            user.Result.Dispose();
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    Task<Visitor> SharedAsync(string role) =>
        sharedUsers.GetOrAdd($"{role} {TestContext.Current.TestClass!.UniqueID}", _ => NewUserAsync());
}
