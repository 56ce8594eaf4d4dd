using System.Diagnostics;
using CloudBuffer.Tests;

[assembly: AssemblyFixture(typeof(AssemblyLock))]

namespace CloudBuffer.Tests;

/// <summary>
/// dotnet test starts both test assemblies at once. Each alone keeps the machine busy, so together they take no less time and make
/// browsers time out. The assembly that gets the lock runs first; the operating system releases it when the process ends.
/// </summary>
public sealed class AssemblyLock : IAsyncLifetime
{
    const int LockedByAnotherProcess = 11; // EWOULDBLOCK

    static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);

    FileStream? file;

    // One file per user, since a user cannot open the file of another.
    static string Location => Path.Combine(Path.GetTempPath(), $"cloudbuffer-tests-{Environment.UserName}.lock");

    public async ValueTask InitializeAsync()
    {
        for (var waited = Stopwatch.StartNew(); (file = TryOpen()) is null; await Task.Delay(RetryInterval))
        {
            if (waited.Elapsed < RetryInterval)
                Console.Error.WriteLine($"{AssemblyName} waits until the other test assembly has ended ({Location})");
            if (waited.Elapsed > Timeout)
                throw new TimeoutException($"Another process still held {Location} after {Timeout}");
        }
    }

    public ValueTask DisposeAsync() => file?.DisposeAsync() ?? ValueTask.CompletedTask;

    static string? AssemblyName => typeof(AssemblyLock).Assembly.GetName().Name;

    static FileStream? TryOpen()
    {
        try
        {
            return new FileStream(Location, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == LockedByAnotherProcess)
        {
            return null;
        }
    }
}
