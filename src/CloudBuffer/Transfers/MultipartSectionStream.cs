using CloudBuffer.Responses;
using CloudBuffer.Storage;

namespace CloudBuffer.Transfers;

/// <summary>The body of one multipart section, in which a malformed or broken-off end is the client's error.</summary>
sealed class MultipartSectionStream(Stream inner) : ReadOnlyStream
{
    // Bare IOException is how MultipartReader reports the end of the body before the end of the section; its subclasses are
    // about the connection and are left as they are.
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
