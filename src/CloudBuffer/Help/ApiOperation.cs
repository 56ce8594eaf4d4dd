using CloudBuffer.Web;

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

/// <param name="Place"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Type">A type of JSON Schema.</param>
sealed record ApiParameter(string Name, string Place, string Description, string Type = "string", bool Required = false);

/// <summary>What is sent: media types, and the fields of those that have some.</summary>
sealed record ApiBody(string[] MediaTypes, string Description, ApiField[] Fields, bool Required = true);

/// <param name="MediaType">Empty where the answer has no body.</param>
/// <param name="Headers">Name and meaning.</param>
sealed record ApiAnswer(int Status, string Description, string MediaType = "", ApiField[]? Fields = null, (string Name, string Meaning)[]? Headers = null)
{
    /// <summary>A list of objects with the fields.</summary>
    public bool IsList { get; init; }
}

/// <param name="Format">A format of JSON Schema; empty where the type says enough.</param>
sealed record ApiField(string Name, string Description, string Type = "string", string Format = "");
