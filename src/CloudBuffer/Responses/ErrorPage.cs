namespace CloudBuffer.Responses;

/// <summary>The error page: what happened and what to do.</summary>
/// <param name="Code">The stable code of the error, as in problem details.</param>
public sealed record ErrorPage(int Status, string Code, string Title, string Detail);
