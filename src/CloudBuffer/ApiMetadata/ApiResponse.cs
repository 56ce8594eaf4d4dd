namespace CloudBuffer.ApiMetadata;

/// <param name="MediaType">Empty without a body.</param>
/// <param name="Type">Of the body; void without one.</param>
sealed record ApiResponse(int Status, string Description, string MediaType, Type Type);
