using Microsoft.Playwright;

namespace Live;

/// <summary>A page that sends, and one that shows it.</summary>
sealed class Pair(IPage sender, IPage receiver, string post)
{
    readonly List<double> milliseconds = [];

    public string Figures
    {
        get
        {
            milliseconds.Sort();
            var (p50, p99) = (milliseconds[milliseconds.Count / 2], milliseconds[milliseconds.Count * 99 / 100]);
            return $"p50 {p50,4:0} ms   p99 {p99,4:0} ms   longest {milliseconds[^1],4:0} ms";
        }
    }

    public async Task RunAsync(int round, bool count)
    {
        var text = $"round {round}";
        var shown = receiver.EvaluateAsync<double>("""
            text => new Promise(done => {
                const look = () => {
                    if (document.querySelector("#buffer-text")?.textContent !== text) return;
                    watch.disconnect();
                    done(performance.timeOrigin + performance.now());
                };
                const watch = new MutationObserver(look);
                watch.observe(document.body, { subtree: true, childList: true, characterData: true });
            })
            """, text);
        var sent = await sender.EvaluateAsync<double>("""
            async ([post, text]) => {
                const begun = performance.timeOrigin + performance.now();
                await fetch(post, { method: "POST", body: text, headers: { "X-Data-Type": "text" } });
                return begun;
            }
            """, new[] { post, text });
        if (await shown - sent is var took && count)
            milliseconds.Add(took);
    }
}
