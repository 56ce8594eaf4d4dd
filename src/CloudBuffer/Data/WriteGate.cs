using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace CloudBuffer.Data;

/// <summary>
/// SQLite has one writer, and others poll for the lock. Within the process writers queue here instead, so that parallel uploads do not
/// time out. A writer gives up when no other has finished for <see cref="Timeout"/>: then another process holds the lock, and to wait
/// for each other's timeout would take minutes.
/// </summary>
sealed class WriteGate : IDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    const int SqliteBusy = 5;

    readonly SemaphoreSlim gate = new(1, 1);
    long lastFinished;

    /// <param name="started">When the caller began to wait, as a timestamp of <see cref="Stopwatch"/>.</param>
    /// <returns>How long the caller may wait for the lock of another process.</returns>
    /// <exception cref="SqliteException">SQLITE_BUSY, which becomes a 503.</exception>
    public async Task<TimeSpan> EnterAsync(long started, CancellationToken cancellationToken)
    {
        while (Remaining(started) is { Ticks: > 0 } remaining)
        {
            if (await gate.WaitAsync(remaining, cancellationToken))
                return Remaining(started);
        }
        throw new SqliteException("No writer has got the lock of the database for too long.", SqliteBusy);
    }

    /// <param name="finished">Whether the writer got the lock of the database.</param>
    public void Exit(bool finished)
    {
        if (finished)
            Volatile.Write(ref lastFinished, Stopwatch.GetTimestamp());
        gate.Release();
    }

    public void Dispose() => gate.Dispose();

    TimeSpan Remaining(long started) => Timeout - Stopwatch.GetElapsedTime(Math.Max(started, Volatile.Read(ref lastFinished)));
}
