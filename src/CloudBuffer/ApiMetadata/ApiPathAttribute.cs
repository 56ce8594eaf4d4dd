namespace CloudBuffer.ApiMetadata;

/// <summary>A parameter of those routes of the action whose template has it.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class ApiPathAttribute(string name, string description) : ApiMetadataAttribute
{
    public override IEnumerable<ApiParameter> Parameters => [new(name, ApiParameterPlace.Path, description, typeof(string), Required: true)];
}
