namespace CloudBuffer.Storage;

/// <summary>
/// What blocks its thread for the disk's sake, on a thread that is not missing elsewhere. The pool has one per core, which is
/// what moves bytes fastest; a few flushes on it would keep everybody waiting.
/// </summary>
static class BlockingIo
{
    // More than a disk does at once, and few enough to cost no memory worth mentioning.
    static readonly SemaphoreSlim Turns = new(16);

    public static async Task RunAsync(Action work)
    {
        await Turns.WaitAsync();
        try
        {
            await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            Turns.Release();
        }
    }
}
