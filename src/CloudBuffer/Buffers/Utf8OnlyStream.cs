using System.Buffers;
using System.Text;
using CloudBuffer.Responses;
using CloudBuffer.Storage;

namespace CloudBuffer.Buffers;

/// <summary>Passes bytes on as long as they are UTF-8, also where a character is split between two reads.</summary>
sealed class Utf8OnlyStream(Stream inner) : ReadOnlyStream
{
    const int MaxCharacterBytes = 4;

    readonly byte[] begun = new byte[MaxCharacterBytes];
    int begunLength;

    /// <exception cref="ErrorException">A byte or the end came where UTF-8 has another one.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        bool valid = read == 0 ? begunLength == 0 || buffer.Length == 0 : Follow(buffer.Span[..read]);
        return valid ? read : throw new ErrorException(Errors.TextInvalid);
    }

    bool Follow(ReadOnlySpan<byte> bytes)
    {
        while (begunLength > 0 && bytes.Length > 0)
        {
            begun[begunLength++] = bytes[0];
            bytes = bytes[1..];
            switch (Rune.DecodeFromUtf8(begun.AsSpan(0, begunLength), out _, out _))
            {
                case OperationStatus.Done:
                    begunLength = 0;
                    break;
                case OperationStatus.InvalidData:
                    return false;
            }
        }
        for (int tail = Math.Min(MaxCharacterBytes - 1, bytes.Length); tail > 0; tail--)
        {
            if (Rune.DecodeFromUtf8(bytes[^tail..], out _, out _) == OperationStatus.NeedMoreData)
            {
                bytes[^tail..].CopyTo(begun);
                begunLength = tail;
                bytes = bytes[..^tail];
                break;
            }
        }
        return System.Text.Unicode.Utf8.IsValid(bytes);
    }
}
