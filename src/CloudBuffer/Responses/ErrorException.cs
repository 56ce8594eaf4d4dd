namespace CloudBuffer.Responses;

/// <summary>Ends a request where no result can be returned, for example while a stream is read.</summary>
public sealed class ErrorException(Error error) : Exception(error.Code)
{
    public Error Error { get; } = error;
}
