using System.Net.Mime;

namespace CloudBuffer.ApiMetadata;

/// <summary>A JSON response: an object, or an array if <typeparamref name="T"/> is one.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class ApiJsonAttribute<T>(string description) : ApiMetadataAttribute
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    public override IEnumerable<ApiResponse> Responses => [new(Status, description, MediaTypeNames.Application.Json, typeof(T))];
}
