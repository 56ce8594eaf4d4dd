using System.Globalization;

namespace Live;

/// <summary>A server that live.sh has started.</summary>
sealed class Server(string processId, int port)
{
    static readonly TimeSpan Settled = TimeSpan.FromSeconds(12); // longer than one heartbeat

    public string Address { get; } = $"http://127.0.0.1:{port}";

    public async Task ReadyAsync(string path)
    {
        using var http = new HttpClient();
        for (int tries = 0; ; tries++)
        {
            try
            {
                using var answer = await http.GetAsync(Address + path);
                return;
            }
            catch (HttpRequestException) when (tries < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Opens as many streams for each of the cookies, and says what the server takes for them.</summary>
    public async Task<string> CostOfStreamsAsync(IReadOnlyList<string> cookies, int each)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = int.MaxValue });
        long before = ResidentBytes();
        var streams = await Task.WhenAll(cookies.SelectMany(cookie => Enumerable.Range(0, each).Select(_ => OpenAsync(http, cookie))));
        await Task.Delay(Settled);
        double megabytes = (ResidentBytes() - before) / 1e6;
        foreach (var stream in streams)
            stream.Dispose();
        return string.Create(CultureInfo.InvariantCulture, $"{megabytes,4:0} MB more resident");
    }

    async Task<HttpResponseMessage> OpenAsync(HttpClient http, string cookie)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{Address}/live");
        if (cookie.Length > 0)
            request.Headers.Add("Cookie", cookie);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        return answer;
    }

    long ResidentBytes() => 1024 * long.Parse(
        File.ReadLines($"/proc/{processId}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
