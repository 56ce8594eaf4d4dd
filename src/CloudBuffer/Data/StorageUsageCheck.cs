using CloudBuffer.Settings;
using Microsoft.EntityFrameworkCore;

namespace CloudBuffer.Data;

/// <summary>
/// Compares <see cref="StorageUsage"/> with what is stored, a few users at a time, and corrects it: the database may have been changed
/// without its triggers.
/// </summary>
sealed partial class StorageUsageCheck(IServiceScopeFactory scopes, Intervals intervals, TimeProvider time, ILogger<StorageUsageCheck> log)
    : BackgroundService
{
    const int BatchSize = 200;

    string lastUser = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(intervals.StorageUsageCheck, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await CheckNextAsync(scope.ServiceProvider.GetRequiredService<AppDbContext>(), stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.Failed(log, e);
            }
        }
    }

    async Task CheckNextAsync(AppDbContext db, CancellationToken cancellationToken)
    {
        var users = db.Users.Where(user => user.Id.CompareTo(lastUser) > 0).OrderBy(user => user.Id).Take(BatchSize);
        var usages = await UsagesOf(db, users).ToListAsync(cancellationToken);
        foreach (var wrong in usages.Where(usage => usage.IsWrong))
            await CorrectAsync(db, () => UsagesOf(db, db.Users.Where(user => user.Id == wrong.OwnerId)), cancellationToken);
        lastUser = usages.Count == BatchSize ? usages[^1].OwnerId : "";
        if (lastUser.Length == 0 && await OfAllUsers(db).SingleOrDefaultAsync(cancellationToken) is { IsWrong: true })
            await CorrectAsync(db, () => OfAllUsers(db), cancellationToken);
    }

    async Task CorrectAsync(AppDbContext db, Func<IQueryable<Usage>> find, CancellationToken cancellationToken) =>
        await db.WriteAsync(AppDbContext.NoOwner, durable: false, async () =>
        {
            // Within the transaction the difference is exact.
            if (await find().SingleOrDefaultAsync(cancellationToken) is not { IsWrong: true } usage)
                return 0;
            Log.Corrected(log, usage.OwnerId, usage.Counted, usage.Stored);
            return await db.Database.ExecuteSqlAsync(
                $"""
                insert into StorageUsage (OwnerId, Bytes) values ({usage.OwnerId}, {usage.Stored})
                on conflict (OwnerId) do update set Bytes = excluded.Bytes
                """, cancellationToken);
        }, cancellationToken);

    static IQueryable<Usage> UsagesOf(AppDbContext db, IQueryable<AppUser> users) => users.Select(user => new Usage(
        user.Id,
        db.StorageUsage.Where(usage => usage.OwnerId == user.Id).Sum(usage => usage.Bytes),
        db.Files.Where(file => file.OwnerId == user.Id).Sum(file => file.Size)
        + db.Buffers.Where(buffer => buffer.OwnerId == user.Id).Sum(buffer => buffer.Size)
        + db.BufferTexts.Where(text => text.OwnerId == user.Id).Sum(text => text.Size)
        + db.Uploads.Where(upload => upload.OwnerId == user.Id && upload.Result == null).Sum(upload => upload.Offset)));

    static IQueryable<Usage> OfAllUsers(AppDbContext db) => db.StorageUsage.Where(all => all.OwnerId == StorageUsage.AllUsers).Select(all => new Usage(
        all.OwnerId, all.Bytes, db.StorageUsage.Where(usage => usage.OwnerId != StorageUsage.AllUsers).Sum(usage => usage.Bytes)));

    /// <param name="Counted">Bytes according to <see cref="StorageUsage"/>.</param>
    /// <param name="Stored">The sum over all rows.</param>
    sealed record Usage(string OwnerId, long Counted, long Stored)
    {
        public bool IsWrong => Counted != Stored;
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Checking the storage usage failed and will be retried")]
        public static partial void Failed(ILogger logger, Exception e);

        [LoggerMessage(LogLevel.Warning, "The storage usage of user {OwnerId} (empty: all users) was {Counted} bytes instead of {Stored}, and was corrected")]
        public static partial void Corrected(ILogger logger, string ownerId, long counted, long stored);
    }
}
