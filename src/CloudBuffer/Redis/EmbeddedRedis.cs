using System.Net;
using System.Net.Sockets;
using Garnet;
using Garnet.server;

namespace CloudBuffer.Redis;

/// <summary>
/// A Redis server inside this process (Garnet), used if none is configured. It listens on a Unix socket in a private folder, opens
/// no port, stores nothing on disk and ends with the process.
/// </summary>
sealed class EmbeddedRedis : IDisposable
{
    const string FolderPrefix = "cloudbuffer-redis-";
    const string SocketName = "redis.sock";
    static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);

    readonly string folder;
    readonly GarnetServer server;

    public EmbeddedRedis()
    {
        DeleteAbandonedFolders();
        // CreateTempSubdirectory uses mode 0700.
        folder = Directory.CreateTempSubdirectory(FolderPrefix).FullName;
        var socket = Path.Combine(folder, SocketName);
        EndPoint = new UnixDomainSocketEndPoint(socket);
        server = new GarnetServer(new GarnetServerOptions
        {
            EndPoints = [EndPoint],
            UnixSocketPath = socket,
            UnixSocketPermission = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            // The keys are small and all have a TTL: 64 MiB hold several hundred thousand of them.
            LogMemorySize = "64m",
            PageSize = "1m",
            SegmentSize = "1g",
            IndexMemorySize = "2m",
            ExpiredKeyDeletionScanFrequencySecs = 300,
            QuietMode = true,
        });
    }

    public EndPoint EndPoint { get; }

    public void Start() => server.Start();

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    // Those of processes that were killed: nothing listens on the socket.
    static void DeleteAbandonedFolders()
    {
        foreach (var old in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(FolderPrefix + "*"))
        {
            try
            {
                if (DateTime.UtcNow - old.LastWriteTimeUtc > StartTimeout && !IsListening(Path.Combine(old.FullName, SocketName)))
                    old.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Of another user.
            }
        }
    }

    static bool IsListening(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
