using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace CloudBuffer.Tests;

/// <summary>The real app as a separate process with its own folder, on a free port.</summary>
public sealed partial class AppProcess : IAsyncDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(50);

    // A start takes two seconds of a core. Several at once would starve the apps of the other tests.
    static readonly SemaphoreSlim OneStart = new(1);

    readonly Dictionary<string, string> settings;
    readonly StringBuilder log = new();
    Process? process;

    /// <param name="settings">Environment variables in addition to those that every test needs.</param>
    public AppProcess(params (string Name, string Value)[] settings)
    {
        // Short, since the path of a Unix socket can have 107 bytes.
        Folder = Directory.CreateTempSubdirectory("cbt-").FullName;
        this.settings = new Dictionary<string, string>
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings__Database"] = $"Data Source={DatabasePath}",
            ["CloudBuffer__UserFiles"] = UserFiles,
            ["TMPDIR"] = Folder,
        };
        foreach (var (name, value) in settings)
            this.settings[name] = value;
    }

    public string Folder { get; }

    public string UserFiles => Path.Combine(Folder, "user_files");

    public string DatabasePath => Path.Combine(Folder, "cloudbuffer.db");

    public Uri Address { get; private set; } = null!;

    public int ProcessId => process!.Id;

    /// <summary>Everything it has logged, over all its runs.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    /// <summary>The socket of the embedded Redis.</summary>
    public string RedisSocket => Directory.GetFiles(Folder, "redis.sock", SearchOption.AllDirectories)
        .OrderByDescending(File.GetCreationTimeUtc).First();

    /// <summary>The StackExchange.Redis configuration of the embedded Redis.</summary>
    public string RedisConfiguration => $"!{RedisSocket}";

    public static string Repository => Path.GetFullPath(Metadata("Repository"));

    static string Metadata(string key) => typeof(AppProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;

    /// <summary>Changes a setting of the next start.</summary>
    public void Set(string name, string value) => settings[name] = value;

    /// <summary>Starts it, also again on the same data after <see cref="KillAsync"/>, and waits until it listens.</summary>
    public async Task<AppProcess> StartAsync()
    {
        await OneStart.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await LaunchAndListenAsync();
        }
        finally
        {
            OneStart.Release();
        }
        // Later starts use the same port, so that links stay valid.
        settings["Urls"] = Address.ToString();
        return this;
    }

    async Task LaunchAndListenAsync()
    {
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process = Launch(line =>
        {
            if (ListeningLine().Match(line) is { Success: true } match)
                listening.TrySetResult(new Uri(match.Groups[1].Value));
        });
        var ended = process.WaitForExitAsync();
        if (await Task.WhenAny(listening.Task, ended, Task.Delay(StartTimeout)) != listening.Task)
            Assert.Fail($"The app did not start:\n{Log}");
        Address = await listening.Task;
    }

    /// <summary>Runs it with settings that it has to reject.</summary>
    public async Task<(int ExitCode, string Errors)> RunToEndAsync(CancellationToken cancellationToken)
    {
        process = Launch(_ => { });
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, Log);
    }

    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Sends SIGTERM, as a service manager does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await process!.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <summary>Peak resident memory in bytes.</summary>
    public long PeakResidentBytes() => 1024 * Status("VmHWM");

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes() => 1024 * Status("VmRSS");

    public long Threads() => Status("Threads");

    long Status(string name) => long.Parse(
        File.ReadLines($"/proc/{ProcessId}/status").Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal))
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Open connections and files, without those of the database, which are pooled.</summary>
    public int OpenFileDescriptors() => Directory.GetFileSystemEntries($"/proc/{ProcessId}/fd")
        .Count(descriptor => new FileInfo(descriptor).LinkTarget?.StartsWith(DatabasePath, StringComparison.Ordinal) == false);

    /// <summary>Returns one number from the database.</summary>
    public long Query(string sql) => Convert.ToInt64(QueryScalar(sql), CultureInfo.InvariantCulture);

    /// <summary>Returns one text from the database.</summary>
    public string QueryText(string sql) => (string)QueryScalar(sql)!;

    object? QueryScalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Changes the database directly.</summary>
    public void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Default Timeout=10");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0, sql);
    }

    /// <summary>The blobs of an area: "" files, "_buffer", "_incoming", "_uploads".</summary>
    public string[] Blobs(string area = "") => [.. Directory.GetFiles(Path.Combine(UserFiles, area)).Select(path => Path.GetFileName(path))];

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
            await KillAsync();
        process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    Process Launch(Action<string> onLine)
    {
        var start = new ProcessStartInfo("dotnet", [Path.GetFullPath(Metadata("Program"))])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var launched = new Process { StartInfo = start };
        DataReceivedEventHandler append = (_, e) =>
        {
            if (e.Data is null)
                return;
            lock (log)
                log.AppendLine(e.Data);
            onLine(e.Data);
        };
        launched.OutputDataReceived += append;
        launched.ErrorDataReceived += append;
        launched.Start();
        launched.BeginOutputReadLine();
        launched.BeginErrorReadLine();
        return launched;
    }

    [GeneratedRegex("Now listening on: (http://\\S+)")]
    private static partial Regex ListeningLine();
}
