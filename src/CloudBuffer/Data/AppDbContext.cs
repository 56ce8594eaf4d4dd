using System.Diagnostics;
using CloudBuffer.Storage;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CloudBuffer.Data;

/// <summary>Accounts and the metadata of everything stored. The rows decide; blobs and Redis keys follow them.</summary>
public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : IdentityUserContext<AppUser>(options)
{
    /// <summary>For writes that concern many users.</summary>
    public const string NoOwner = "";

    const int MaxWaitingWritesPerOwner = 4;

    internal static readonly WriteGate Gate = new();
    internal static readonly OwnerSlots Owners = new(MaxWaitingWritesPerOwner);

    public DbSet<StoredFile> Files => Set<StoredFile>();

    public DbSet<BufferEntry> Buffers => Set<BufferEntry>();

    public DbSet<ResumableUpload> Uploads => Set<ResumableUpload>();

    public DbSet<BufferText> BufferTexts => Set<BufferText>();

    public DbSet<ReceiveLink> ReceiveLinks => Set<ReceiveLink>();

    public DbSet<DeviceSession> Devices => Set<DeviceSession>();

    public DbSet<AccessToken> Tokens => Set<AccessToken>();

    public DbSet<StorageUsage> StorageUsage => Set<StorageUsage>();

    /// <summary>
    /// Runs <paramref name="work"/> in one immediate transaction: reads and writes in it cannot race. It must be fast, because all other
    /// writers wait. Few writes of an owner wait at a time, so that many of one do not delay those of others.
    /// </summary>
    /// <param name="ownerId">Whose rows they are; <see cref="NoOwner"/> for those of many.</param>
    /// <param name="durable">Whether it must survive a power failure, and not only the end of the process.</param>
    public async Task<T> WriteAsync<T>(string ownerId, bool durable, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using var _ = await Owners.EnterAsync(ownerId, cancellationToken);
        return await WriteAsync(started, durable, work, cancellationToken);
    }

    async Task<T> WriteAsync<T>(long started, bool durable, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var lockTimeout = await Gate.EnterAsync(started, cancellationToken);
        bool gotLock = false;
        try
        {
            await Database.OpenConnectionAsync(cancellationToken);
            ((SqliteConnection)Database.GetDbConnection()).DefaultTimeout = Math.Max(1, (int)lockTimeout.TotalSeconds);
            Database.AutoSavepointsEnabled = false; // the transaction is committed or rolled back as a whole
            // With a write-ahead log, FULL flushes at each commit and NORMAL does not.
            await Database.ExecuteSqlRawAsync(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", cancellationToken);
            await using var transaction = await Database.BeginTransactionAsync(cancellationToken);
            gotLock = true;
            var result = await work();
            if (durable)
                await BlockingIo.RunNowAsync(transaction.Commit); // CommitAsync also blocks until the disk is flushed
            else
                await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        finally
        {
            await Database.CloseConnectionAsync();
            Gate.Exit(gotLock);
        }
    }

    /// <summary>For SQL in the current transaction.</summary>
    public SqlStatements CreateStatements() =>
        new((SqliteConnection)Database.GetDbConnection(), (SqliteTransaction?)Database.CurrentTransaction?.GetDbTransaction());

    /// <summary>When the lock of an account ends; null if it is not locked.</summary>
    public Task<DateTimeOffset?> LockedUntilAsync(string userId, DateTimeOffset now, CancellationToken cancellationToken) =>
        Users.Where(user => user.Id == userId && user.LockoutEnd > now).Select(user => user.LockoutEnd).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Bytes that a user and all users have stored.</summary>
    public async Task<(long OfOwner, long OfAll)> UsedBytesAsync(string ownerId, CancellationToken cancellationToken)
    {
        var used = await StorageUsage.AsNoTracking().Where(usage => usage.OwnerId == ownerId || usage.OwnerId == Data.StorageUsage.AllUsers)
            .ToDictionaryAsync(usage => usage.OwnerId, usage => usage.Bytes, cancellationToken);
        return (used.GetValueOrDefault(ownerId), used.GetValueOrDefault(Data.StorageUsage.AllUsers));
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<AppUser>(user =>
        {
            user.ToTable("Users");
            user.HasIndex(u => u.NormalizedEmail).IsUnique();
        });
        ConfigureFiles(builder);
        ConfigureBuffers(builder);
        ConfigureAccess(builder);
        builder.Entity<StorageUsage>(usage => usage.HasKey(u => u.OwnerId));
    }

    static void ConfigureFiles(ModelBuilder builder)
    {
        builder.Entity<StoredFile>(file =>
        {
            file.HasIndex(f => f.TokenHash).IsUnique();
            file.HasIndex(f => f.BlobId).IsUnique();
            file.HasIndex(f => new { f.OwnerId, f.Id });
            file.HasIndex(f => f.ExpiresAt);
            file.HasOne<AppUser>().WithMany().HasForeignKey(f => f.OwnerId);
        });
        builder.Entity<ResumableUpload>(upload =>
        {
            upload.HasIndex(u => new { u.OwnerId, u.ExpiresAt });
            upload.HasIndex(u => u.ExpiresAt);
            upload.HasOne<AppUser>().WithMany().HasForeignKey(u => u.OwnerId);
        });
    }

    static void ConfigureBuffers(ModelBuilder builder)
    {
        builder.Entity<BufferEntry>(entry =>
        {
            entry.HasKey(b => b.OwnerId);
            entry.Ignore(b => b.Version);
            entry.HasIndex(b => b.BlobId).IsUnique();
            entry.HasIndex(b => b.ExpiresAt);
            entry.HasOne<AppUser>().WithMany().HasForeignKey(b => b.OwnerId);
        });
        builder.Entity<BufferText>(text =>
        {
            text.HasIndex(t => t.BlobId).IsUnique();
            text.HasIndex(t => new { t.OwnerId, t.Id });
            text.HasIndex(t => t.ExpiresAt);
            text.HasOne<AppUser>().WithMany().HasForeignKey(t => t.OwnerId);
        });
    }

    static void ConfigureAccess(ModelBuilder builder)
    {
        builder.Entity<ReceiveLink>(link =>
        {
            link.HasKey(l => l.OwnerId);
            link.HasIndex(l => l.TokenHash).IsUnique();
            link.HasOne<AppUser>().WithMany().HasForeignKey(l => l.OwnerId);
        });
        builder.Entity<DeviceSession>(device =>
        {
            device.HasIndex(d => d.KeyHash).IsUnique();
            device.HasIndex(d => d.OwnerId);
            device.HasIndex(d => d.ExpiresAt);
            device.HasOne<AppUser>().WithMany().HasForeignKey(d => d.OwnerId);
        });
        builder.Entity<AccessToken>(token =>
        {
            token.HasIndex(t => t.OwnerId);
            token.HasIndex(t => t.ExpiresAt);
            token.HasOne<AppUser>().WithMany().HasForeignKey(t => t.OwnerId);
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        configurationBuilder.Properties<BufferKind>().HaveConversion<string>();
        configurationBuilder.Properties<DeviceOrigin>().HaveConversion<string>();
        configurationBuilder.Properties<UploadTarget>().HaveConversion<string>();
    }

    /// <summary>EF Core can neither compare nor order <see cref="DateTimeOffset"/> on SQLite.</summary>
    sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(),
        milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
