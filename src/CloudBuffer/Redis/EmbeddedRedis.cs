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
    readonly string folder;
    readonly GarnetServer server;

    public EmbeddedRedis()
    {
        // CreateTempSubdirectory uses mode 0700.
        folder = Directory.CreateTempSubdirectory("cloudbuffer-").FullName;
        var socket = Path.Combine(folder, "redis.sock");
        EndPoint = new UnixDomainSocketEndPoint(socket);
        server = new GarnetServer(new GarnetServerOptions
        {
            EndPoints = [EndPoint],
            UnixSocketPath = socket,
            UnixSocketPermission = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            // The keys are small and all have a TTL: a few MiB hold a hundred thousand of them.
            LogMemorySize = "16m",
            PageSize = "1m",
            SegmentSize = "1g",
            IndexMemorySize = "2m",
            ExpiredKeyDeletionScanFrequencySecs = 60,
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
}
