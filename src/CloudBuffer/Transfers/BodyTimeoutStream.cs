using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>A request body that must keep arriving (<see cref="BodyTimeouts"/>). The time in which nobody reads it does not count.</summary>
sealed class BodyTimeoutStream(Stream inner, BodyTimeouts timeouts, TimeSpan rateWindow, TimeProvider time) : ReadOnlyStream
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
            (stop, linked) = (CancellationTokenSource.CreateLinkedTokenSource(cancellationToken), cancellationToken);
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
}
