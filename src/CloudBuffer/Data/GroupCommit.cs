using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace CloudBuffer.Data;

/// <summary>
/// Runs small writes on one thread and connection. Those that wait at the same time are committed together; each has a savepoint, so an
/// error of one does not affect the others. Writes by EF Core (<see cref="AppDbContext"/>) take turns with it.
/// </summary>
/// <param name="connectionString">Of the SQLite database.</param>
public sealed class GroupCommit(string connectionString) : IDisposable
{
    const int MaxWrites = 64;

    readonly Channel<Write> waiting = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true }); // bounded by owner
    readonly Lock starting = new();
    Task? running;
    SqliteConnection? connection;
    SqlStatements? statements;

    /// <param name="ownerId">Whose rows they are. Few writes of an owner wait at a time.</param>
    /// <param name="prepare">Runs when few writes of the owner wait: a crash leaves few files that it creates.</param>
    /// <param name="work">Synchronous and fast.</param>
    /// <exception cref="SqliteException">The database is locked, full or failed.</exception>
    public async Task<T> RunAsync<T>(string ownerId, Action prepare, Func<SqlStatements, T> work)
    {
        long started = Stopwatch.GetTimestamp();
        using var _ = await AppDbContext.Owners.EnterAsync(ownerId, CancellationToken.None);
        prepare();
        lock (starting)
            running ??= Task.Factory.StartNew(RunWrites, TaskCreationOptions.LongRunning);
        var write = new Write<T>(work, started);
        if (!waiting.Writer.TryWrite(write))
            throw new OperationCanceledException("The server is stopping.");
        return await write.Completion;
    }

    public void Dispose()
    {
        waiting.Writer.TryComplete();
        running?.GetAwaiter().GetResult();
        Disconnect();
    }

    void RunWrites()
    {
        var writes = new List<Write>();
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (writes.Count < MaxWrites && waiting.Reader.TryRead(out var write))
                writes.Add(write);
            CommitTogether(writes);
            writes.Clear();
        }
    }

    void CommitTogether(List<Write> writes)
    {
        bool isEntered = false, hasLock = false;
        try
        {
            var lockTimeout = AppDbContext.Gate.EnterAsync(writes[0].Started, CancellationToken.None).GetAwaiter().GetResult();
            isEntered = true;
            var sql = Connect(lockTimeout);
            sql.Execute("begin immediate");
            hasLock = true;
            foreach (var write in writes)
                write.Run(sql, withSavepoint: writes.Count > 1);
            sql.Execute("commit");
        }
        catch (Exception e)
        {
            Disconnect(); // rolls back
            writes.ForEach(write => write.Fail(e));
        }
        finally
        {
            if (isEntered)
                AppDbContext.Gate.Exit(hasLock);
        }
        writes.ForEach(write => write.Complete());
    }

    SqlStatements Connect(TimeSpan lockTimeout)
    {
        if (statements is null)
        {
            connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
            connection.Open();
            statements = new SqlStatements(connection);
            statements.Execute("pragma synchronous = normal"); // survives the end of the process
        }
        connection!.DefaultTimeout = Math.Max(1, (int)lockTimeout.TotalSeconds);
        return statements;
    }

    void Disconnect()
    {
        statements?.Dispose();
        connection?.Dispose();
        (statements, connection) = (null, null);
    }

    abstract class Write(long started)
    {
        public long Started { get; } = started;

        protected Exception? Error { get; private set; }

        /// <exception cref="Exception">Without a savepoint, or if the transaction has ended: all writes failed.</exception>
        public void Run(SqlStatements sql, bool withSavepoint)
        {
            if (!withSavepoint)
            {
                Run(sql);
                return;
            }
            sql.Execute("savepoint one");
            try
            {
                Run(sql);
            }
            catch (Exception e)
            {
                sql.Execute("rollback to one");
                Error = e;
            }
            sql.Execute("release one");
        }

        public void Fail(Exception e) => Error ??= e;

        public abstract void Complete();

        protected abstract void Run(SqlStatements sql);
    }

    sealed class Write<T>(Func<SqlStatements, T> work, long started) : Write(started)
    {
        readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        T? result;

        public Task<T> Completion => completion.Task;

        public override void Complete()
        {
            if (Error is null)
                completion.SetResult(result!);
            else
                completion.SetException(Error);
        }

        protected override void Run(SqlStatements sql) => result = work(sql);
    }
}
