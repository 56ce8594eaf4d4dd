using System.Net;
using System.Net.Sockets;
using CloudBuffer.Responses;
using Microsoft.Extensions.Logging;

namespace CloudBuffer.Tests.Responses;

/// <summary>A client that repeats a failing request does not flood the log.</summary>
public sealed class ErrorLogTests(EmbeddedApp fixture)
{
    [Fact(Timeout = 60_000)]
    public async Task Connections_that_end_in_the_middle_of_a_request_leave_no_stack()
    {
        // A form that is being read when its connection ends.
        var request = "POST /account/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\nx"u8
            .ToArray();
        var clients = new List<TcpClient>();
        for (int i = 0; i < 200; i++)
        {
            clients.Add(new TcpClient());
            await clients[^1].ConnectAsync(IPAddress.Loopback, fixture.App.Address.Port, TestContext.Current.CancellationToken);
            await clients[^1].GetStream().WriteAsync(request, TestContext.Current.CancellationToken);
        }
        await Task.Delay(300, TestContext.Current.CancellationToken);
        clients.ForEach(client => client.Dispose());
        using var anonymous = fixture.NewVisitor();
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await anonymous.GetAsync("/health").HasStatusAsync(HttpStatusCode.OK);
        Assert.DoesNotContain("Connection processing ended abnormally", fixture.App.Log);
    }

    [Fact(Timeout = 60_000)]
    public async Task Bad_requests_leave_no_line()
    {
        using var anonymous = fixture.NewVisitor();
        await anonymous.GetAsync("/sw.js", ("Range", "bytes=99999999-")).HasStatusAsync(HttpStatusCode.RequestedRangeNotSatisfiable);
        await anonymous.GetAsync("/sw.js", ("Range", "bytes=5-2")).HasStatusAsync(HttpStatusCode.OK);
        await anonymous.GetAsync("/", ("Cookie", "CloudBuffer=x")).HasStatusAsync(HttpStatusCode.OK);
        await anonymous.GetAsync("/sw.js", ("If-Modified-Since", "x"), ("If-None-Match", "x")).HasStatusAsync(HttpStatusCode.OK);
        await anonymous.GetAsync("/health").HasStatusAsync(HttpStatusCode.OK);
        Assert.DoesNotContain("Microsoft.AspNetCore", fixture.App.Log);
    }

    [Fact]
    public void Each_kind_of_failure_has_one_stack_and_ten_lines_a_minute()
    {
        var (lines, clock) = (new Lines(), new Clock());
        var log = new ErrorLog(lines, clock);
        for (int i = 0; i < 100; i++)
            log.Write("GET", "f/{token}", Errors.Internal, new InvalidOperationException("x"));
        Assert.Equal(10, lines.All.Count);
        Assert.Equal(1, lines.Stacks);
        Assert.All(lines.All.Skip(1), line => Assert.Contains(nameof(InvalidOperationException), line));

        log.Write("GET", "f/{token}", Errors.Internal, new IOException("another kind"));
        log.Write("GET", "g/{token}", Errors.Internal, new InvalidOperationException("another route"));
        Assert.Equal(3, lines.Stacks);
        clock.Now += TimeSpan.FromMinutes(1);
        log.Write("GET", "f/{token}", Errors.Internal, new InvalidOperationException("a minute later"));
        Assert.Equal(4, lines.Stacks);
        Assert.Single(lines.All, line => line.Contains("90 more failures", StringComparison.Ordinal));
    }

    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddDays(1);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    sealed class Lines : ILogger<ErrorLog>
    {
        public List<string> All { get; } = [];

        public int Stacks { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            All.Add(formatter(state, exception));
            Stacks += exception is null ? 0 : 1;
        }
    }
}
