using CloudBuffer.Storage;

namespace CloudBuffer.Tests.Storage;

/// <summary>The threads for blocking disk I/O.</summary>
public sealed class BlockingIoTests
{
    [Fact(Timeout = 30_000)]
    public async Task A_commit_does_not_wait_for_the_flushes_of_many_uploads()
    {
        using var disk = new ManualResetEventSlim();
        var flushes = Enumerable.Range(0, 32).Select(i => BlockingIo.RunAsync($"user {i / 4}", disk.Wait)).ToList();
        await BlockingIo.RunNowAsync(() => { });
        Assert.DoesNotContain(flushes, flush => flush.IsCompleted);
        disk.Set();
        await Task.WhenAll(flushes);
    }

    [Fact(Timeout = 30_000)]
    public async Task Many_flushes_of_one_user_do_not_delay_those_of_another()
    {
        using var disk = new ManualResetEventSlim();
        var flushes = Enumerable.Range(0, 100).Select(_ => BlockingIo.RunAsync("user", disk.Wait)).ToList();
        await BlockingIo.RunAsync("other", () => { });
        Assert.DoesNotContain(flushes, flush => flush.IsCompleted);
        disk.Set();
        await Task.WhenAll(flushes);
    }
}
