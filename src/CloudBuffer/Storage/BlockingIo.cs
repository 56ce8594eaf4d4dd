namespace CloudBuffer.Storage;

/// <summary>
/// Runs blocking disk I/O on dedicated threads, so that it cannot starve the thread pool, which has one thread per core.
/// </summary>
static class BlockingIo
{
    const int MaxThreads = 16; // more than a disk does in parallel, and few enough to cost little memory

    static readonly SemaphoreSlim Slots = new(MaxThreads);

    public static async Task RunAsync(Action work)
    {
        await Slots.WaitAsync();
        try
        {
            await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            Slots.Release();
        }
    }
}
