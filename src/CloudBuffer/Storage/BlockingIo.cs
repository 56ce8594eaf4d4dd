namespace CloudBuffer.Storage;

/// <summary>
/// Runs blocking disk I/O on dedicated threads, so that it cannot starve the thread pool, which has one thread per core.
/// </summary>
static class BlockingIo
{
    const int MaxThreads = 16; // more than a disk does in parallel, and few enough to cost little memory
    const int MaxThreadsPerOwner = 4; // many uploads of one user do not delay the others'

    static readonly SemaphoreSlim Slots = new(MaxThreads);
    static readonly Dictionary<string, (SemaphoreSlim Slots, int Users)> OwnerSlots = [];

    /// <summary>Waits while many others run.</summary>
    public static async Task RunAsync(string ownerId, Action work)
    {
        var ofOwner = Acquire(ownerId);
        await ofOwner.WaitAsync();
        await Slots.WaitAsync();
        try
        {
            await RunNowAsync(work);
        }
        finally
        {
            Slots.Release();
            ofOwner.Release();
            Release(ownerId);
        }
    }

    /// <summary>Does not wait, for a caller of which there is one at a time, and for which others wait.</summary>
    public static Task RunNowAsync(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    static SemaphoreSlim Acquire(string ownerId)
    {
        lock (OwnerSlots)
        {
            var (slots, users) = OwnerSlots.TryGetValue(ownerId, out var known) ? known : (new SemaphoreSlim(MaxThreadsPerOwner), 0);
            OwnerSlots[ownerId] = (slots, users + 1);
            return slots;
        }
    }

    static void Release(string ownerId)
    {
        lock (OwnerSlots)
        {
            var (slots, users) = OwnerSlots[ownerId];
            if (users == 1)
                OwnerSlots.Remove(ownerId);
            else
                OwnerSlots[ownerId] = (slots, users - 1);
        }
    }
}
