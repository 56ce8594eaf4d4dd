using System.Buffers;
using System.Text;
using CloudBuffer.Responses;
using CloudBuffer.Storage;

namespace CloudBuffer.Buffers;

/// <summary>Checks whether a stream is UTF-8, also for characters that are split between two reads.</summary>
/// <param name="isRequired">Whether reading anything else throws.</param>
sealed class Utf8Stream(Stream inner, bool isRequired) : ReadOnlyStream
{
    const int MaxCharacterBytes = 4;

    readonly byte[] pending = new byte[MaxCharacterBytes];
    int pendingLength;

    /// <summary>Whether what was read so far is text: UTF-8 and, unless it is required to be text, without U+0000.</summary>
    public bool IsText { get; private set; } = true;

    /// <exception cref="ErrorException">The stream is not valid UTF-8, and is required to be.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        if (IsText)
            IsText = read == 0 ? pendingLength == 0 || buffer.Length == 0 : IsTextual(buffer.Span[..read]);
        return IsText || !isRequired ? read : throw new ErrorException(Errors.TextInvalid);
    }

    bool IsTextual(ReadOnlySpan<byte> bytes) => IsValid(bytes) && (isRequired || !bytes.Contains((byte)0));

    bool IsValid(ReadOnlySpan<byte> bytes)
    {
        while (pendingLength > 0 && bytes.Length > 0)
        {
            pending[pendingLength++] = bytes[0];
            bytes = bytes[1..];
            switch (Rune.DecodeFromUtf8(pending.AsSpan(0, pendingLength), out _, out _))
            {
                case OperationStatus.Done:
                    pendingLength = 0;
                    break;
                case OperationStatus.InvalidData:
                    return false;
            }
        }
        for (int tail = Math.Min(MaxCharacterBytes - 1, bytes.Length); tail > 0; tail--)
        {
            if (Rune.DecodeFromUtf8(bytes[^tail..], out _, out _) == OperationStatus.NeedMoreData)
            {
                bytes[^tail..].CopyTo(pending);
                pendingLength = tail;
                bytes = bytes[..^tail];
                break;
            }
        }
        return System.Text.Unicode.Utf8.IsValid(bytes);
    }
}
