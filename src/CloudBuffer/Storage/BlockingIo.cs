namespace CloudBuffer.Storage;

/// <summary>
/// Runs blocking disk I/O on dedicated threads, so that it cannot starve the thread pool, which has one thread per core.
/// </summary>
static class BlockingIo
{
    const int MaxThreads = 16; // more than a disk does in parallel, and few enough to cost little memory
    const int MaxThreadsPerOwner = 4;

    static readonly SemaphoreSlim Slots = new(MaxThreads);
    static readonly OwnerSlots Owners = new(MaxThreadsPerOwner);

    /// <summary>Waits while many others run.</summary>
    public static async Task RunAsync(string ownerId, Action work)
    {
        using var _ = await Owners.EnterAsync(ownerId, CancellationToken.None);
        await Slots.WaitAsync();
        try
        {
            await RunNowAsync(work);
        }
        finally
        {
            Slots.Release();
        }
    }

    /// <summary>Does not wait, for a caller of which there is one at a time, and for which others wait.</summary>
    public static Task RunNowAsync(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
