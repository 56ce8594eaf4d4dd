// An empty Kestrel that only moves bytes, by the fastest ways known: what the framework allows at most. It has no users,
// no tokens, no database, no hash and no fsync.
using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

const int ChunkBytes = 256 * 1024;
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlocks>();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
var app = builder.Build();
var folder = Directory.CreateDirectory(args[0]).FullName;
bool hashes = args.Contains("sha256"); // SHA-256 of each upload, on a second thread
byte[] slot = [];
var listeners = new ConcurrentDictionary<Channel<string>, bool>();

app.MapGet("/", () => "ok");

app.MapPut("/up/{name}", async (HttpContext context, string name) =>
{
    using var file = File.OpenHandle(
        Path.Combine(folder, Path.GetFileName(name)), FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, context.Request.ContentLength ?? 0);
    var body = context.Request.BodyReader;
    var segments = new List<ReadOnlyMemory<byte>>();
    if (hashes)
    {
        await ReceiveAndHashAsync(context.Request.Body, file);
        return Results.Created();
    }
    for (long offset = 0; ;)
    {
        var read = await body.ReadAtLeastAsync(ChunkBytes);
        segments.Clear();
        foreach (var segment in read.Buffer)
            segments.Add(segment);
        RandomAccess.Write(file, segments, offset);
        offset += read.Buffer.Length;
        body.AdvanceTo(read.Buffer.End);
        if (read.IsCompleted)
            break;
    }
    return Results.Created();
});

app.MapGet("/f/{name}", async (HttpContext context, string name) =>
{
    using var file = File.OpenHandle(Path.Combine(folder, Path.GetFileName(name)));
    long length = RandomAccess.GetLength(file);
    context.Response.ContentLength = length;
    var body = context.Response.BodyWriter;
    for (long offset = 0; offset < length;)
    {
        int read = RandomAccess.Read(file, body.GetSpan(ChunkBytes), offset);
        body.Advance(read);
        offset += read;
        if ((await body.FlushAsync()).IsCompleted)
            break;
    }
});

app.MapPost("/slot", async (HttpContext context) =>
{
    var bytes = new byte[context.Request.ContentLength ?? 0];
    await context.Request.Body.ReadExactlyAsync(bytes);
    Volatile.Write(ref slot, bytes);
    foreach (var listener in listeners.Keys)
        listener.Writer.TryWrite(System.Text.Encoding.UTF8.GetString(bytes));
    return Results.NoContent();
});

app.MapGet("/live", (CancellationToken cancellationToken) => TypedResults.ServerSentEvents(ListenAsync(cancellationToken)));

app.MapGet("/board", () => Results.Content("""
    <!doctype html><pre id="buffer-text"></pre>
    <script>new EventSource("/live").onmessage = event => { document.querySelector("pre").textContent = event.data; };</script>
    """, "text/html"));

app.MapGet("/slot", () => Results.Bytes(Volatile.Read(ref slot), "text/plain"));

app.Run(args[1]);

static async Task ReceiveAndHashAsync(Stream body, Microsoft.Win32.SafeHandles.SafeFileHandle file)
{
    var (free, full) = (Channel.CreateUnbounded<byte[]>(), Channel.CreateUnbounded<(byte[] Block, int Bytes)>());
    for (int i = 0; i < 3; i++)
        free.Writer.TryWrite(ArrayPool<byte>.Shared.Rent(ChunkBytes));
    var hashing = Task.Run(async () =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var (block, bytes) in full.Reader.ReadAllAsync())
        {
            hash.AppendData(block, 0, bytes);
            free.Writer.TryWrite(block);
        }
        return hash.GetHashAndReset();
    });
    int read;
    for (long offset = 0; ; offset += read)
    {
        var block = await free.Reader.ReadAsync();
        read = await body.ReadAtLeastAsync(block.AsMemory(0, ChunkBytes), ChunkBytes, throwOnEndOfStream: false);
        if (read == 0)
            break;
        RandomAccess.Write(file, block.AsSpan(0, read), offset);
        full.Writer.TryWrite((block, read));
    }
    full.Writer.Complete();
    await hashing;
}

async IAsyncEnumerable<string> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
{
    var mine = Channel.CreateUnbounded<string>();
    listeners[mine] = true;
    try
    {
        yield return "";
        await foreach (var text in mine.Reader.ReadAllAsync(cancellationToken))
            yield return text;
    }
    finally
    {
        listeners.TryRemove(mine, out _);
    }
}

sealed class LargeBlocks : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    readonly ConcurrentQueue<IMemoryOwner<byte>> idle = new();

    public override int MaxBufferSize => 256 * 1024;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlocks();

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => idle.TryDequeue(out var block) ? block : new Block(this);

    protected override void Dispose(bool disposing) => idle.Clear();

    sealed class Block(LargeBlocks pool) : IMemoryOwner<byte>
    {
        readonly byte[] bytes = GC.AllocateUninitializedArray<byte>(256 * 1024, pinned: true);

        public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(bytes, 0, bytes.Length);

        public void Dispose() => pool.idle.Enqueue(this);
    }
}
