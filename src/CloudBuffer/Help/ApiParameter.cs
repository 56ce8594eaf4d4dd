namespace CloudBuffer.Help;

/// <param name="Place"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Type">A type of JSON Schema.</param>
sealed record ApiParameter(string Name, string Place, string Description, string Type = "string", bool Required = false);
