namespace CloudBuffer.ApiMetadata;

/// <summary>A header of a response.</summary>
/// <param name="Status">Of the response that has it; 0 for every successful one.</param>
sealed record ApiHeader(string Name, string Description, int Status = 0);
