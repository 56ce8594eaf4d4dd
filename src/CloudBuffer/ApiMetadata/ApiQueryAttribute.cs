namespace CloudBuffer.ApiMetadata;

/// <summary>A parameter of the query, or of the path where the route template has it.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class ApiQueryAttribute(string name, string description) : ApiMetadataAttribute
{
    public Type Type { get; init; } = typeof(string);

    public bool Required { get; init; }

    public override IEnumerable<ApiParameter> Parameters => [new(name, ApiParameterPlace.Query, description, Type, Required)];
}
