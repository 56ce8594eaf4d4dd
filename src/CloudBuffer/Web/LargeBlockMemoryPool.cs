using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace CloudBuffer.Web;

/// <summary>
/// Kestrel's memory in blocks of 256 KiB instead of 4 KiB: a read from the socket fills one block, so uploads need far fewer of
/// them. A connection takes a block only while data waits, so idle ones cost nothing more.
/// </summary>
sealed class LargeBlockMemoryPool : MemoryPool<byte>
{
    const int BlockBytes = 256 * 1024;
    const int MaxIdleBlocks = 256;

    readonly ConcurrentQueue<Block> idle = new();

    public override int MaxBufferSize => BlockBytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        return idle.TryDequeue(out var block) ? block : new Block(this);
    }

    protected override void Dispose(bool disposing) => idle.Clear();

    /// <summary>Makes the pools of Kestrel and its sockets.</summary>
    public sealed class Factory : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlockMemoryPool();
    }

    sealed class Block(LargeBlockMemoryPool pool) : IMemoryOwner<byte>
    {
        // Pinned once, since the kernel reads and writes it.
        readonly byte[] bytes = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);

        public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(bytes, 0, bytes.Length);

        public void Dispose()
        {
            if (pool.idle.Count < MaxIdleBlocks)
                pool.idle.Enqueue(this);
        }
    }
}
