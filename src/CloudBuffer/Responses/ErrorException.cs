namespace CloudBuffer.Responses;

/// <summary>Ends a request from the midst of a stream, where no result can be returned.</summary>
public sealed class ErrorException(Error error) : Exception(error.Code)
{
    public Error Error { get; } = error;
}
