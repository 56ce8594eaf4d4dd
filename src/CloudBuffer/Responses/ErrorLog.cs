using System.Collections.Concurrent;

namespace CloudBuffer.Responses;

/// <summary>
/// Logs server errors. A client can repeat a request that fails, so the stack of each kind of failure is logged once a minute, and
/// otherwise one line.
/// </summary>
sealed partial class ErrorLog(ILogger<ErrorLog> log, TimeProvider time)
{
    static readonly TimeSpan StackInterval = TimeSpan.FromMinutes(1);

    // Bounded: by route, error and exception type.
    readonly ConcurrentDictionary<(string? Route, string Code, Type Type), DateTimeOffset> lastStacks = new();

    /// <param name="route">The route pattern, not the path, which may contain a token.</param>
    public void Write(string method, string? route, Error error, Exception exception)
    {
        if (IsStackDue((route, error.Code, exception.GetType())))
            Failed(log, method, route, error.Code, exception);
        else
            FailedAgain(log, method, route, error.Code, exception.GetType().Name);
    }

    bool IsStackDue((string? Route, string Code, Type Type) kind)
    {
        var now = time.GetUtcNow();
        var last = lastStacks.GetOrAdd(kind, DateTimeOffset.MinValue);
        return now - last >= StackInterval && lastStacks.TryUpdate(kind, now, last);
    }

    [LoggerMessage(LogLevel.Error, "A request failed: {Method} {Route}: {Code}")]
    static partial void Failed(ILogger logger, string method, string? route, string code, Exception e);

    [LoggerMessage(LogLevel.Error, "A request failed: {Method} {Route}: {Code} ({Exception}; the stack was logged less than a minute ago)")]
    static partial void FailedAgain(ILogger logger, string method, string? route, string code, string exception);
}
