namespace CloudBuffer.ApiMetadata;

/// <summary>A header of a response.</summary>
/// <param name="Status">The status code of the response with this header; 0 for all successful responses.</param>
sealed record ApiResponseHeader(string Name, string Description, int Status = 0);
