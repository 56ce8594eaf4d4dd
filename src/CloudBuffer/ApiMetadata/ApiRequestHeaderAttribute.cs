namespace CloudBuffer.ApiMetadata;

/// <summary>A request header.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class ApiRequestHeaderAttribute(string name, string description) : ApiMetadataAttribute
{
    public Type Type { get; init; } = typeof(string);

    public bool Required { get; init; }

    public override IEnumerable<ApiParameter> Parameters => [new(name, ApiParameterPlace.Header, description, Type, Required)];
}
