namespace CloudBuffer.Tests.Uploads;

/// <summary>Zeros, and then a stall until it is released.</summary>
sealed class StalledStream(int bytes) : MemoryStream(new byte[bytes])
{
    readonly TaskCompletionSource stalled = new();
    readonly TaskCompletionSource released = new();

    public Task Stalled => stalled.Task;

    public override bool CanSeek => false;

    public void Release() => released.TrySetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await base.ReadAsync(buffer, cancellationToken);
        if (read > 0)
            return read;
        stalled.TrySetResult();
        await released.Task.WaitAsync(cancellationToken);
        return 0;
    }
}
