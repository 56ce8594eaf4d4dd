using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Live;

/// <summary>The <c>/live</c> stream of one visitor.</summary>
sealed class EventStream(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public List<long> Ids { get; } = [];

    public static async Task<EventStream> OpenAsync(Visitor visitor, params (string, string)[] headers)
    {
        var response = await visitor.GetAsync("/live", [("Accept", "text/event-stream"), .. headers]);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled)));
    }

    /// <summary>The next events as "kind data".</summary>
    public async Task<string[]> ReadAsync(int count)
    {
        var events = new List<string>();
        string kind = "", data = "";
        while (events.Count < count)
        {
            var line = await lines.ReadLineAsync(Cancelled);
            Assert.NotNull(line);
            if (line.Length == 0)
                events.Add($"{kind} {data}");
            else if (Regex.Match(line, "^(event|data|id): ?(.*)$") is { Success: true } field)
            {
                if (field.Groups[1].Value == "event")
                    kind = field.Groups[2].Value;
                else if (field.Groups[1].Value == "data")
                    data = field.Groups[2].Value;
                else
                    Ids.Add(long.Parse(field.Groups[2].Value, CultureInfo.InvariantCulture));
            }
        }
        return [.. events];
    }

    /// <summary>The next events other than heartbeats.</summary>
    public async Task<string[]> ReadChangesAsync(int count)
    {
        var changes = new List<string>();
        while (changes.Count < count)
            changes.AddRange((await ReadAsync(1)).Where(change => change != "heartbeat "));
        return [.. changes];
    }

    /// <summary>Waits until the server ends the stream.</summary>
    public async Task ReadToEndAsync()
    {
        while (await lines.ReadLineAsync(Cancelled) is not null)
        {
        }
    }

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}
