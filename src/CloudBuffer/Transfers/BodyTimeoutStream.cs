using CloudBuffer.Access;
using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>A request body that must keep arriving. The time in which it is not being read does not count.</summary>
/// <param name="rateWindow">The time over which the minimum rate is measured.</param>
/// <param name="upload">Its place among the running uploads. When another one needs it, the body is too silent as well.</param>
sealed class BodyTimeoutStream(
    Stream inner, BodyTimeoutStream.Timeouts timeouts, TimeSpan rateWindow, TimeProvider time, OpenTransfer upload) : ReadOnlyStream
{
    CancellationTokenSource? stop;
    CancellationToken linked;
    bool hasStarted;
    TimeSpan waited;
    long receivedInWindow;

    /// <exception cref="BadHttpRequestException">408: the body is silent or too slow.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var timeout = StartTimeout(cancellationToken);
        long start = time.GetTimestamp();
        upload.Wait();
        try
        {
            int read = await inner.ReadAsync(buffer, timeout.Token);
            if (read > 0)
                CheckRate(read, time.GetElapsedTime(start));
            hasStarted |= read > 0;
            return read;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut();
        }
        finally
        {
            upload.Work();
            timeout.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    protected override void Dispose(bool disposing)
    {
        stop?.Dispose();
        base.Dispose(disposing);
    }

    CancellationTokenSource StartTimeout(CancellationToken cancellationToken)
    {
        if (stop is null || linked != cancellationToken || stop.IsCancellationRequested)
        {
            stop?.Dispose();
            (stop, linked) = (CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, upload.Stopped), cancellationToken);
        }
        stop.CancelAfter(hasStarted ? timeouts.Silence : timeouts.FirstByte);
        return stop;
    }

    void CheckRate(int bytes, TimeSpan wait)
    {
        receivedInWindow += bytes;
        waited += hasStarted ? wait : TimeSpan.Zero;
        if (timeouts.MinBytesPerSecond == 0 || waited < rateWindow)
            return;
        if (receivedInWindow < timeouts.MinBytesPerSecond * waited.TotalSeconds)
            throw TimedOut();
        (waited, receivedInWindow) = (TimeSpan.Zero, 0);
    }

    static BadHttpRequestException TimedOut() => new("The body arrives too slowly.", StatusCodes.Status408RequestTimeout);

    /// <param name="FirstByte">Until its first byte.</param>
    /// <param name="Silence">Between two reads that return bytes.</param>
    /// <param name="MinBytesPerSecond">0 for none.</param>
    public sealed record Timeouts(TimeSpan FirstByte, TimeSpan Silence, int MinBytesPerSecond);
}
