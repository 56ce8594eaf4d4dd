using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace CloudBuffer.Hosting;

/// <summary>
/// Kestrel's memory in blocks of 256 KiB instead of 4 KiB: a read from the socket fills one block, so uploads need far fewer of
/// them. A connection takes a block only while data waits, so idle ones cost nothing more. Who asks for a size of his own, as
/// downloads do, gets 64 KiB where that is enough.
/// </summary>
sealed class LargeBlockMemoryPool : MemoryPool<byte>
{
    const int LargeBytes = 256 * 1024;
    const int SmallBytes = 64 * 1024;
    const int UsualRequestBytes = 4096; // what the framework asks for when it does not care
    const int MaxIdleBytes = 16 << 20; // of each size; more goes back once a burst is over

    readonly ConcurrentQueue<Block> idleLarge = new();
    readonly ConcurrentQueue<Block> idleSmall = new();

    public override int MaxBufferSize => LargeBytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, LargeBytes);
        bool small = minBufferSize is > UsualRequestBytes and <= SmallBytes;
        var idle = small ? idleSmall : idleLarge;
        return idle.TryDequeue(out var block) ? block : new Block(idle, small ? SmallBytes : LargeBytes);
    }

    protected override void Dispose(bool disposing)
    {
        idleLarge.Clear();
        idleSmall.Clear();
    }

    /// <summary>Makes the pools of Kestrel and its sockets.</summary>
    public sealed class Factory : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlockMemoryPool();
    }

    sealed class Block(ConcurrentQueue<Block> idle, int size) : IMemoryOwner<byte>
    {
        // Pinned once, since the kernel reads and writes it.
        readonly byte[] bytes = GC.AllocateUninitializedArray<byte>(size, pinned: true);

        public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(bytes, 0, bytes.Length);

        public void Dispose()
        {
            if (idle.Count < MaxIdleBytes / bytes.Length)
                idle.Enqueue(this);
        }
    }
}
