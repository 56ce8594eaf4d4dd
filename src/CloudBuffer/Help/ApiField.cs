namespace CloudBuffer.Help;

/// <param name="Format">A format of JSON Schema; empty where the type says enough.</param>
sealed record ApiField(string Name, string Description, string Type = "string", string Format = "");
