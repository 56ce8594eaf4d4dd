using CloudBuffer.Access;
using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Transfers;

/// <summary>
/// Limits the open downloads of a network and of a share link. At the limit, a new download replaces one that is stalled: its client can
/// resume it.
/// </summary>
public sealed class DownloadLimits(IOptions<CloudBufferOptions> options, Intervals intervals, TimeProvider time)
{
    readonly Lock gate = new();
    readonly Dictionary<string, List<OpenDownload>> open = [];

    /// <summary>All open downloads.</summary>
    public int Count { get; private set; }

    /// <param name="link">Identifies a share link; null for other downloads.</param>
    /// <returns>Null if the network or the link has too many open downloads, none of which is stalled.</returns>
    public OpenDownload? TryOpen(HttpContext context, string? link)
    {
        var limits = options.Value.Limits;
        var linkKey = link is null ? null : $"link {link}";
        var download = new OpenDownload(context, time, intervals.DownloadStall, Close, $"network {context.ClientNetwork()}", linkKey);
        lock (gate)
        {
            if (!TryMakePlace(download.NetworkKey, limits.DownloadsPerNetwork) || !TryMakePlace(download.LinkKey, limits.DownloadsPerLink))
            {
                download.Dispose();
                return null;
            }
            foreach (var key in download.Keys)
            {
                if (!open.TryGetValue(key, out var downloads))
                    open[key] = downloads = [];
                downloads.Add(download);
            }
            Count++;
        }
        return download;
    }

    bool TryMakePlace(string? key, int limit)
    {
        if (key is null || !open.TryGetValue(key, out var downloads) || downloads.Count < limit)
            return true;
        var longest = downloads.MaxBy(download => download.IdleTime)!;
        if (longest.IdleTime < intervals.DownloadIdle)
            return false;
        longest.Abort();
        Remove(longest);
        return true;
    }

    void Close(OpenDownload download)
    {
        lock (gate)
            Remove(download);
    }

    void Remove(OpenDownload download)
    {
        bool wasOpen = false;
        foreach (var key in download.Keys)
        {
            if (!open.TryGetValue(key, out var downloads))
                continue;
            wasOpen |= downloads.Remove(download);
            if (downloads.Count == 0)
                open.Remove(key);
        }
        if (wasOpen)
            Count--;
    }
}
