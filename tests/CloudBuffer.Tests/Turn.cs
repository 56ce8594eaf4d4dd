using CloudBuffer.Tests;

[assembly: AssemblyFixture(typeof(Turn))]

namespace CloudBuffer.Tests;

/// <summary>
/// dotnet test starts both assemblies at once, which takes no less time in all, since each alone keeps the machine busy, and makes
/// browsers wait while hundreds of uploads go on. So one waits for the end of the other.
/// </summary>
public sealed class Turn : IAsyncLifetime
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    FileStream held = null!;

    public async ValueTask InitializeAsync()
    {
        while (true)
        {
            try
            {
                held = new FileStream(Path.Combine(Path.GetTempPath(), "cloudbuffer-tests.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException)
            {
                await Task.Delay(Step, TestContext.Current.CancellationToken);
            }
        }
    }

    public ValueTask DisposeAsync() => held.DisposeAsync();
}
