namespace CloudBuffer.ApiMetadata;

/// <param name="MediaType">Empty if the response has no body.</param>
/// <param name="Type">The type of the body; <c>void</c> if there is none.</param>
sealed record ApiResponse(int Status, string Description, string MediaType, Type Type);
