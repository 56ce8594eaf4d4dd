using System.Diagnostics;

namespace CloudBuffer.Tests;

/// <summary>Polls until a condition holds; a timeout fails with its description.</summary>
static class Eventually
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    public static Task True(string what, Func<bool> holds, int seconds = 30) => Async(what, () => Task.FromResult(holds()), seconds);

    public static async Task Async(string what, Func<Task<bool>> holds, int seconds = 30)
    {
        for (var watch = Stopwatch.StartNew(); !await holds();)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"Not within {seconds} s: {what}");
            await Task.Delay(Step, TestContext.Current.CancellationToken);
        }
    }
}
