using System.Collections.Concurrent;

namespace CloudBuffer.Responses;

/// <summary>
/// Logs server errors. A client can repeat a request that fails, so each kind of failure has one stack and a few lines in a minute; the
/// others are counted.
/// </summary>
sealed partial class ErrorLog(ILogger<ErrorLog> log, TimeProvider time)
{
    const int MaxLines = 10;
    static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // Bounded: by route, error and exception type.
    readonly ConcurrentDictionary<(string? Route, string Code, Type Type), Failures> kinds = new();

    /// <param name="route">The route pattern, not the path, which may contain a token.</param>
    public void Write(string method, string? route, Error error, Exception exception)
    {
        var (number, notLogged) = kinds.GetOrAdd((route, error.Code, exception.GetType()), _ => new Failures()).Count(time.GetUtcNow());
        if (notLogged > 0)
            NotLogged(log, route, error.Code, notLogged);
        if (number == 1)
            Failed(log, method, route, error.Code, exception);
        else if (number <= MaxLines)
            FailedAgain(log, method, route, error.Code, exception.GetType().Name);
    }

    [LoggerMessage(LogLevel.Error, "A request failed: {Method} {Route}: {Code}")]
    static partial void Failed(ILogger logger, string method, string? route, string code, Exception e);

    [LoggerMessage(LogLevel.Error, "A request failed: {Method} {Route}: {Code} ({Exception}; the stack was logged less than a minute ago)")]
    static partial void FailedAgain(ILogger logger, string method, string? route, string code, string exception);

    [LoggerMessage(LogLevel.Error, "{Route}: {Code}: {Count} more failures were not logged")]
    static partial void NotLogged(ILogger logger, string? route, string code, int count);

    sealed class Failures
    {
        readonly Lock gate = new();
        DateTimeOffset since = DateTimeOffset.MinValue;
        int count;

        /// <returns>The number of this failure in the current minute, and if it is the first, how many were not logged before.</returns>
        public (int Number, int NotLogged) Count(DateTimeOffset now)
        {
            lock (gate)
            {
                if (now - since < Period)
                    return (++count, 0);
                int notLogged = Math.Max(0, count - MaxLines);
                (since, count) = (now, 1);
                return (1, notLogged);
            }
        }
    }
}
