using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace CloudBuffer.Hosting;

/// <summary>
/// Kestrel's memory pool with blocks of 256 KiB instead of 4 KiB: a read from the socket fills one block, so uploads need far fewer
/// reads. A connection rents a block only while data is pending, so idle connections cost nothing. Requests for up to 64 KiB, as by
/// downloads, get smaller blocks.
/// </summary>
sealed class LargeBlockMemoryPool : MemoryPool<byte>
{
    const int LargeBytes = 256 * 1024;
    const int SmallBytes = 64 * 1024;
    const int DefaultRequestBytes = 4096; // the default request of the framework
    const int MaxIdleBytes = 16 << 20; // of each size; the rest is released after a burst

    static readonly ConcurrentQueue<Block> IdleLarge = new();
    static readonly ConcurrentQueue<Block> IdleSmall = new();
    static long rentedBytes;
    static long peakBytes;

    /// <summary>Bytes in use, in all pools.</summary>
    public static long RentedBytes => Interlocked.Read(ref rentedBytes);

    /// <summary>The most bytes that were in use since the last call, to the accuracy of concurrent requests.</summary>
    public static long ResetPeakBytes() => Interlocked.Exchange(ref peakBytes, RentedBytes);

    public override int MaxBufferSize => LargeBytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, LargeBytes);
        bool small = minBufferSize is > DefaultRequestBytes and <= SmallBytes;
        var idle = small ? IdleSmall : IdleLarge;
        if (!idle.TryDequeue(out var block))
            block = new Block(idle, small ? SmallBytes : LargeBytes);
        long rented = Interlocked.Add(ref rentedBytes, block.Memory.Length);
        if (rented > Interlocked.Read(ref peakBytes))
            Interlocked.Exchange(ref peakBytes, rented);
        return block;
    }

    /// <summary>Releases the blocks that are not in use: scattered over the heap, they keep its pages.</summary>
    public static void ReleaseIdle()
    {
        IdleLarge.Clear();
        IdleSmall.Clear();
    }

    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>Creates the pools of Kestrel and its sockets.</summary>
    public sealed class Factory : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlockMemoryPool();
    }

    sealed class Block(ConcurrentQueue<Block> idle, int size) : IMemoryOwner<byte>
    {
        // Pinned, because the kernel reads and writes it.
        readonly byte[] bytes = GC.AllocateUninitializedArray<byte>(size, pinned: true);

        public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(bytes, 0, bytes.Length);

        public void Dispose()
        {
            Interlocked.Add(ref rentedBytes, -bytes.Length);
            if (idle.Count < MaxIdleBytes / bytes.Length)
                idle.Enqueue(this);
        }
    }
}
