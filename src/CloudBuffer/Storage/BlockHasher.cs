using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace CloudBuffer.Storage;

/// <summary>
/// Hashes the blocks of a blob in order on another thread, while the next ones are received and written: SHA-256 takes as long as the rest.
/// </summary>
/// <param name="hash">Only this object uses it until <see cref="CompleteAsync"/> has ended.</param>
sealed class BlockHasher(IncrementalHash hash)
{
    const int MaxWaiting = 2; // more do not make it faster

    readonly Channel<(byte[] Block, int Bytes)> blocks = Channel.CreateBounded<(byte[], int)>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });
    Task? hashing;

    /// <summary>Takes a full block, of <see cref="ArrayPool{T}.Shared"/>.</summary>
    /// <returns>A block of the same size.</returns>
    public async ValueTask<byte[]> ExchangeAsync(byte[] block, int bytes)
    {
        hashing ??= Task.Run(HashAsync);
        await blocks.Writer.WriteAsync((block, bytes));
        return ArrayPool<byte>.Shared.Rent(bytes);
    }

    /// <summary>Waits until all blocks are hashed.</summary>
    public Task CompleteAsync()
    {
        blocks.Writer.Complete();
        return hashing ?? Task.CompletedTask;
    }

    async Task HashAsync()
    {
        await foreach (var (block, bytes) in blocks.Reader.ReadAllAsync())
        {
            hash.AppendData(block, 0, bytes);
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
