namespace CloudBuffer.ApiMetadata;

/// <summary>A response header.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class ApiResponseHeaderAttribute(string name, string description) : ApiDescriptionAttribute
{
    /// <summary>Of the response that has it; 0 for every successful one.</summary>
    public int Status { get; init; }

    public override IEnumerable<ApiHeader> ResponseHeaders => [new(name, description, Status)];
}
