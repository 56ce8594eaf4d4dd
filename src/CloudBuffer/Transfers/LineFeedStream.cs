using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>The same text with CRLF converted to LF. A lone CR stays.</summary>
sealed class LineFeedStream(Stream inner) : ReadOnlyStream
{
    const int ChunkBytes = 16 * 1024;

    readonly byte[] raw = new byte[ChunkBytes];
    readonly byte[] converted = new byte[ChunkBytes + 1]; // and the carriage return of the previous chunk
    Memory<byte> unread;
    bool hasPendingCarriageReturn;
    bool hasEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (unread.IsEmpty && !hasEnded && !buffer.IsEmpty)
            unread = Convert(await inner.ReadAsync(raw, cancellationToken));
        int length = Math.Min(buffer.Length, unread.Length);
        unread[..length].CopyTo(buffer);
        unread = unread[length..];
        return length;
    }

    Memory<byte> Convert(int read)
    {
        hasEnded = read == 0;
        int length = 0;
        foreach (byte current in raw.AsSpan(0, read))
        {
            if (hasPendingCarriageReturn && current != '\n')
                converted[length++] = (byte)'\r';
            hasPendingCarriageReturn = current == '\r';
            if (!hasPendingCarriageReturn)
                converted[length++] = current;
        }
        if (hasEnded && hasPendingCarriageReturn)
            converted[length++] = (byte)'\r';
        return converted.AsMemory(0, length);
    }
}
