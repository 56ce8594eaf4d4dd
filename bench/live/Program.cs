// How soon what one page sends shows on another, and what a stream that is only open costs. Two pages in one Chromium and the
// server share this machine, so the clocks are one; the empty Kestrel beside it is what framework and browser take at least.
using System.Net.Http.Json;
using Live;
using Microsoft.Playwright;

const int Rounds = 200;
const int WarmUp = 20;
const int Streams = 1000;
const int StreamsPerUser = 10;

var (cloudbuffer, baseline) = (new Server(args[0], 5184), new Server(args[1], 5185));
await Task.WhenAll(cloudbuffer.ReadyAsync("/health"), baseline.ReadyAsync("/slot"));
using var playwright = await Playwright.CreateAsync();
await using (var browser = await playwright.Chromium.LaunchAsync(new()
{
    ExecutablePath = "/usr/bin/chromium-headless-shell",
    Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
}))
{
    var ours = await PairAsync(browser, cloudbuffer, "/", "/file/buffer", await SignUpAsync(cloudbuffer, "reader"));
    var theirs = await PairAsync(browser, baseline, "/board", "/slot", "");
    // Interleaved, so that other load on the machine affects both.
    for (int round = -WarmUp; round < Rounds; round++)
    {
        await ours.RunAsync(round, count: round >= 0);
        await theirs.RunAsync(round, count: round >= 0);
    }
    Console.WriteLine($"POST on one page to shown on the other, {Rounds} rounds:");
    Console.WriteLine($"  cloudbuffer    {ours.Figures}");
    Console.WriteLine($"  empty Kestrel  {theirs.Figures}");
}

Console.WriteLine($"{Streams} streams that are only open:");
var cookies = new List<string>();
for (int i = 0; i < Streams / StreamsPerUser; i++)
    cookies.Add(await SignUpAsync(cloudbuffer, $"idle{i}"));
Console.WriteLine($"  cloudbuffer    {await cloudbuffer.CostOfStreamsAsync(cookies, StreamsPerUser)}");
Console.WriteLine($"  empty Kestrel  {await baseline.CostOfStreamsAsync([""], Streams)}");

static async Task<string> SignUpAsync(Server server, string name)
{
    using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
    using var answer = await http.PostAsJsonAsync($"{server.Address}/account/register",
        new { username = name, email = $"{name}@example.org", password = "correct horse battery", password_confirm = "correct horse battery" });
    answer.EnsureSuccessStatusCode();
    return answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];
}

static async Task<Pair> PairAsync(IBrowser browser, Server server, string page, string post, string cookie)
{
    var context = await browser.NewContextAsync(new() { BaseURL = server.Address });
    if (cookie.Length > 0)
        await context.AddCookiesAsync([new() { Url = server.Address, Name = cookie.Split('=', 2)[0], Value = cookie.Split('=', 2)[1] }]);
    var (sender, receiver) = (await context.NewPageAsync(), await context.NewPageAsync());
    await sender.GotoAsync(page);
    await receiver.GotoAsync(page);
    return new Pair(sender, receiver, post);
}
