using CloudBuffer.Access;
using CloudBuffer.Responses;

namespace CloudBuffer.Help;

/// <summary>One thing that a program can ask for, as the API document tells it.</summary>
/// <param name="Path">With parameters in braces, as OpenAPI writes it.</param>
/// <param name="Scope">What a personal token needs; null: no token is taken.</param>
sealed record ApiOperation(string Method, string Path, string Summary, Scopes? Scope)
{
    /// <summary>Whether it can be asked for without a sign-in.</summary>
    public bool Open { get; init; }

    public string Description { get; init; } = "";

    public ApiParameter[] Parameters { get; init; } = [];

    public ApiBody? Body { get; init; }

    public ApiAnswer[] Answers { get; init; } = [];

    /// <summary>What can go wrong, without what can go wrong everywhere.</summary>
    public Error[] Errors { get; init; } = [];
}
