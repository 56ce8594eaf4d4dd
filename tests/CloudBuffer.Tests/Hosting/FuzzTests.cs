using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudBuffer.Tests.Hosting;

/// <summary>
/// Random requests to every route. <c>FUZZ_REQUESTS</c> and <c>FUZZ_SEED</c> change their number and content; a failure prints the
/// request.
/// </summary>
[Trait("Category", "Slow")]
public sealed partial class FuzzTests
{
    const int Workers = 4;
    const int RequestsPerUser = 100;
    static readonly int Requests = Number("FUZZ_REQUESTS", 10_000);
    static readonly int Seed = Number("FUZZ_SEED", 1);

    static readonly string[] Raised =
    [
        "AccountsPerHour", "RegistrationsPerMinute", "FailedSignInsPerNetwork", "RequestsPerMinute", "ListenersPerNetwork", "Listeners",
        "WaitingPasswordsPerNetwork",
    ];

    readonly ConcurrentQueue<string> failures = new();
    readonly ConcurrentDictionary<string, int> outcomes = new();
    readonly ConcurrentBag<string> secrets = [];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 3_600_000)]
    public async Task No_request_is_answered_with_500_or_puts_a_secret_into_the_log()
    {
        await using var app = await new AppProcess([.. Raised.Select(limit => ($"CloudBuffer__Limits__{limit}", "1000000"))]).StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => SendAllAsync(app, worker))));
        TestContext.Current.SendDiagnosticMessage(string.Join(", ", outcomes.OrderBy(outcome => outcome.Key)));
        Assert.True(failures.IsEmpty, string.Join("\n\n", failures.Take(5)) + $"\n\n{app.Log}");
        // It reaches the actions, not only the checks before them.
        Assert.All(["200", "204", "303", "400", "401", "404"], status => Assert.Contains(status, outcomes));
        Assert.DoesNotContain("internal_error", app.Log);
        Assert.DoesNotContain("Unhandled", app.Log);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, app.Log));
        using var visitor = new Visitor(app.Address);
        await visitor.GetAsync("/health").HasStatusAsync(HttpStatusCode.OK);
    }

    async Task SendAllAsync(AppProcess app, int worker)
    {
        var fuzzer = new RequestFuzzer(Seed * Workers + worker);
        for (int sent = 0; sent < Requests / Workers;)
        {
            using var user = new Visitor(app.Address);
            await user.RegisterAsync();
            var token = (await user.CreateTokenAsync()).Token;
            var known = await CreateItemsAsync(user);
            secrets.Add(token);
            secrets.Add(user.Cookie.Split('=')[1]);
            for (int i = 0; i < RequestsPerUser && sent < Requests / Workers; i++, sent++)
            {
                var route = AppRoute.All[(sent * Workers + worker) % AppRoute.All.Count];
                var request = fuzzer.Next(route, fuzzer.Chance(3) ? $"Authorization: Bearer {token}" : $"Cookie: {user.Cookie}", known);
                Check(await SendAsync(app, request), request);
            }
        }
    }

    static async Task<IReadOnlyList<string>> CreateItemsAsync(Visitor user)
    {
        var file = await user.UploadAsync("a", [1]);
        await user.PutTextAsync("x");
        using var upload = await user.SendAsync(HttpMethod.Post, "/file/upload", null, ("Tus-Resumable", "1.0.0"), ("Upload-Length", "5"));
        using var devices = await user.GetAsync("/device", ("Accept", "application/json"));
        using var authorization = await user.PostFormAsync("/token/device/code", ("client_id", "x"));
        using var offer = await user.PostJsonAsync("/device/offer", new { });
        return
        [
            file.Token, upload.Header("Location").Split('/')[^1], (await devices.JsonAsync())[0].GetProperty("id").GetString()!,
            .. Secret().Matches(await authorization.TextAsync() + await offer.TextAsync()).Select(match => match.Groups[1].Value), user.Name,
        ];
    }

    /// <returns>The beginning of the response; empty if there is none.</returns>
    static async Task<string> SendAsync(AppProcess app, byte[] request)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        timeout.CancelAfter(TimeSpan.FromSeconds(1)); // the server waits for a body shorter than its Content-Length
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(app.Address.Host, app.Address.Port, timeout.Token);
            await client.Client.SendAsync(request, timeout.Token);
            var buffer = new byte[16 * 1024];
            int read = await client.Client.ReceiveAsync(buffer, timeout.Token);
            return Encoding.UTF8.GetString(buffer, 0, read);
        }
        catch (Exception e) when ((e is OperationCanceledException && !Cancelled.IsCancellationRequested) || e is SocketException)
        {
            return "";
        }
    }

    void Check(string response, byte[] request)
    {
        var status = response.Length > 12 ? response[9..12] : "none";
        outcomes.AddOrUpdate(status, 1, (_, count) => count + 1);
        if (status is "500" or "501" or "502" or "503" || response.Contains("   at ", StringComparison.Ordinal))
            failures.Enqueue($"{status} for {Encoding.UTF8.GetString(request)}\n{response}");
    }

    static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    [GeneratedRegex("\"(?:device_code|user_code|id|secret|deviceCode|userCode)\":\"([^\"]+)\"")]
    private static partial Regex Secret();
}
