namespace CloudBuffer.Responses;

/// <summary>The format of a response.</summary>
public enum Format
{
    /// <summary>A page, <c>text/html</c>.</summary>
    Html,

    /// <summary><c>application/json</c>.</summary>
    Json,

    /// <summary>Lines for a terminal, <c>text/plain</c>.</summary>
    Text,
}
