using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>A stream from which some bytes were already read: they are returned first.</summary>
sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadOnlyStream
{
    ReadOnlyMemory<byte> unread = prefix;

    /// <summary>The same part; null if it is empty.</summary>
    public static async ValueTask<UploadPart?> NotEmptyAsync(UploadPart part, CancellationToken cancellationToken)
    {
        var first = new byte[1];
        return await part.Body.ReadAsync(first, cancellationToken) == 0 ? null : part with { Body = new PrefixedStream(first, part.Body) };
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (unread.Length == 0)
            return await rest.ReadAsync(buffer, cancellationToken);
        int count = Math.Min(unread.Length, buffer.Length);
        unread[..count].CopyTo(buffer);
        unread = unread[count..];
        return count;
    }
}
