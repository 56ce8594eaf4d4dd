using CloudBuffer.Responses;
using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>The body of a multipart section. A malformed or truncated body is a client error.</summary>
sealed class MultipartSectionStream(Stream inner) : ReadOnlyStream
{
    // MultipartReader reports a truncated body as a plain IOException. Its subclasses are connection errors.
    public static bool IsMalformed(Exception e) => e is InvalidDataException || e.GetType() == typeof(IOException);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (IsMalformed(e))
        {
            throw new ErrorException(Errors.MultipartInvalid);
        }
    }
}
