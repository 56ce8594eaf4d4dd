namespace CloudBuffer.Help;

/// <summary>What is sent: media types, and the fields of those that have some.</summary>
sealed record ApiBody(string[] MediaTypes, string Description, ApiField[] Fields, bool Required = true);
