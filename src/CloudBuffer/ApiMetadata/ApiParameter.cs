namespace CloudBuffer.ApiMetadata;

/// <param name="Type">Of its value, which is text on the wire.</param>
sealed record ApiParameter(string Name, ApiParameterPlace Place, string Description, Type Type, bool Required);
