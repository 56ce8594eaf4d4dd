using CloudBuffer.Settings;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Access;

/// <summary>
/// Limits the running transfers, because each occupies memory: the downloads of a network and of a share link, the uploads of a user and
/// of all, the pages of a user. At a limit, a new transfer replaces the one that is stalled for longest. Where all uploads are too many, one of the user with
/// the most is replaced, stalled or not, so that few users cannot take all places.
/// </summary>
public sealed class TransferLimits(IOptions<CloudBufferOptions> options, Intervals intervals, TimeProvider time)
{
    const string Downloads = "downloads";
    const string Uploads = "uploads";
    const string AnonymousUploads = "anonymous uploads";

    readonly Limits limits = options.Value.Limits;
    readonly Lock gate = new();
    readonly Dictionary<string, HashSet<OpenTransfer>> open = [];

    /// <summary>All running downloads.</summary>
    public int DownloadCount { get; private set; }

    /// <param name="link">Identifies a share link; null for other downloads.</param>
    /// <returns>Null if the network or the link has too many downloads, none of which is stalled.</returns>
    public OpenTransfer? TryOpenDownload(HttpContext context, string? link)
    {
        List<(string, int)> places = [(Downloads, int.MaxValue), ($"network {context.ClientNetwork()}", limits.DownloadsPerNetwork)];
        if (link is not null)
            places.Add(($"link {link}", limits.DownloadsPerLink));
        return TryOpen(places, intervals.DownloadStall, context.RequestAborted);
    }

    /// <summary>Uploads have timeouts of their own: <c>StreamedBody</c>.</summary>
    /// <returns>Null if the user, or the network of an anonymous client, has too many uploads, or all together, none of which is stalled.</returns>
    public OpenTransfer? TryOpenUpload(HttpContext context)
    {
        List<(string, int)> places = [(Uploads, limits.Uploads)];
        if (context.User.FindId() is { } id)
            places.Insert(0, ($"uploads of {id}", limits.UploadsPerUser));
        else
            places.InsertRange(0, [(AnonymousUploads, int.MaxValue), ($"uploads of network {context.ClientNetwork()}", limits.UploadsPerUser)]);
        return TryOpen(places, Timeout.InfiniteTimeSpan, CancellationToken.None);
    }

    /// <returns>Null if the user loads too many pages, none of which is stalled.</returns>
    public OpenTransfer? TryOpenPage(string userId) =>
        TryOpen([($"pages of {userId}", limits.PagesPerUser)], Timeout.InfiniteTimeSpan, CancellationToken.None);

    OpenTransfer? TryOpen(List<(string Key, int Limit)> places, TimeSpan stallTimeout, CancellationToken aborted)
    {
        lock (gate)
        {
            if (!places.All(place => TryMakePlace(place.Key, place.Limit, places[0].Key)))
                return null;
            return Open([.. places.Select(place => place.Key)], stallTimeout, aborted);
        }
    }

    OpenTransfer Open(IReadOnlyList<string> keys, TimeSpan stallTimeout, CancellationToken aborted)
    {
        var transfer = new OpenTransfer(keys, stallTimeout, time, Close, aborted);
        foreach (var key in keys)
        {
            if (!open.TryGetValue(key, out var transfers))
                open[key] = transfers = [];
            transfers.Add(transfer);
        }
        CountDownloads();
        return transfer;
    }

    bool TryMakePlace(string key, int limit, string sender)
    {
        if (!open.TryGetValue(key, out var transfers) || transfers.Count < limit)
            return true;
        var candidates = transfers.AsEnumerable();
        if (key == Uploads)
        {
            if (TryReplaceOfMost(sender))
                return true;
            // The uploads of those who do not have more stay.
            candidates = transfers.GroupBy(upload => upload.Keys[0])
                .Where(uploads => uploads.Key == sender || uploads.Count() > CountOf(sender)).SelectMany(uploads => uploads);
        }
        var longest = candidates.MaxBy(transfer => transfer.IdleTime);
        if (longest is null || longest.IdleTime < intervals.TransferIdle)
            return false;
        Replace(longest);
        return true;
    }

    // All anonymous clients together are one sender: they may have many networks.
    bool TryReplaceOfMost(string sender)
    {
        var most = open[Uploads].GroupBy(upload => upload.Keys[0]).MaxBy(uploads => uploads.Count())!;
        if (most.Count() <= CountOf(sender) + 1)
            return false;
        Replace(most.MaxBy(upload => upload.IdleTime)!);
        return true;
    }

    int CountOf(string key) => open.TryGetValue(key, out var transfers) ? transfers.Count : 0;

    void Replace(OpenTransfer transfer)
    {
        transfer.Abort();
        Remove(transfer);
    }

    void Close(OpenTransfer transfer)
    {
        lock (gate)
            Remove(transfer);
    }

    void Remove(OpenTransfer transfer)
    {
        foreach (var key in transfer.Keys)
        {
            if (open.TryGetValue(key, out var transfers) && transfers.Remove(transfer) && transfers.Count == 0)
                open.Remove(key);
        }
        CountDownloads();
    }

    void CountDownloads() => DownloadCount = CountOf(Downloads);
}
