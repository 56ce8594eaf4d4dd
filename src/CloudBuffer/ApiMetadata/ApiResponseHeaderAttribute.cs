namespace CloudBuffer.ApiMetadata;

/// <summary>A response header.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class ApiResponseHeaderAttribute(string name, string description) : ApiMetadataAttribute
{
    /// <summary>The status code of the response with this header; 0 for all successful responses.</summary>
    public int Status { get; init; }

    public override IEnumerable<ApiResponseHeader> ResponseHeaders => [new(name, description, Status)];
}
