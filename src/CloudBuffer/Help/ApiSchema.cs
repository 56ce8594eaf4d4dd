using System.Text.Json.Nodes;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Responses;
using Microsoft.OpenApi;

namespace CloudBuffer.Help;

/// <summary>JSON Schema of what operations receive and send.</summary>
static class ApiSchema
{
    public static OpenApiSchema OfBody(string mediaType, IReadOnlyList<ApiField> fields) =>
        fields.Count == 0 || !IsStructured(mediaType) ? new OpenApiSchema { Type = JsonSchemaType.String } : OfFields(fields);

    public static OpenApiSchema OfResponse(ApiResponse response)
    {
        if (!response.MediaType.EndsWith("json", StringComparison.Ordinal))
            return new OpenApiSchema { Type = JsonSchemaType.String };
        if (response.Type.GetElementType() is { } element)
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = OfFields([.. ApiField.Of(element)]) };
        return OfFields([.. ApiField.Of(response.Type)]);
    }

    public static OpenApiSchema OfType(Type type, string format = "")
    {
        var (json, formatOfType) = type switch
        {
            _ when type == typeof(bool) => (JsonSchemaType.Boolean, null),
            _ when type == typeof(int) => (JsonSchemaType.Integer, "int32"),
            _ when type == typeof(long) => (JsonSchemaType.Integer, "int64"),
            _ when type == typeof(DateTime) || type == typeof(DateTimeOffset) => (JsonSchemaType.String, "date-time"),
            _ when type == typeof(Stream) => (JsonSchemaType.String, "binary"),
            _ when type == typeof(string) || type == typeof(TimeSpan) => (JsonSchemaType.String, null),
            _ when type.IsArray => (JsonSchemaType.Array, null),
            _ => (JsonSchemaType.Object, (string?)null),
        };
        return new OpenApiSchema { Type = json, Format = format.Length > 0 ? format : formatOfType };
    }

    /// <summary>Problem details (RFC 9457) with one of the codes.</summary>
    public static OpenApiSchema OfErrors(IEnumerable<Error> errors) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "status", "title", "detail", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = OfType(typeof(string)),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["title"] = OfType(typeof(string)),
            ["detail"] = OfType(typeof(string)),
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. errors.Select(error => JsonValue.Create(error.Code))] },
        },
    };

    static bool IsStructured(string mediaType) =>
        mediaType.EndsWith("json", StringComparison.Ordinal) || mediaType.Contains("form", StringComparison.Ordinal);

    static OpenApiSchema OfFields(IReadOnlyList<ApiField> fields) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = fields.ToDictionary(field => field.Name, IOpenApiSchema (field) =>
        {
            var schema = OfType(field.Type, field.Format);
            schema.Description = field.Description;
            return schema;
        }),
    };
}
