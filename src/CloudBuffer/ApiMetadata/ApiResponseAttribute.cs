namespace CloudBuffer.ApiMetadata;

/// <summary>A response without a body, or with a text of the media type.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class ApiResponseAttribute(int status, string description) : ApiMetadataAttribute
{
    public string MediaType { get; init; } = "";

    public override IEnumerable<ApiResponse> Responses => [new(status, description, MediaType, MediaType.Length == 0 ? typeof(void) : typeof(string))];
}
