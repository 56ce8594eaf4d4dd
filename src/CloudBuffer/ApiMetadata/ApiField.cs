using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudBuffer.ApiMetadata;

/// <summary>A field of a form or of a JSON object.</summary>
/// <param name="Format">A format of JSON Schema; empty where the type implies it.</param>
sealed record ApiField(string Name, string Description, Type Type, string Format = "")
{
    /// <summary>The fields of a type's JSON, described by <see cref="DescriptionAttribute"/> and <see cref="UrlAttribute"/>.</summary>
    public static IEnumerable<ApiField> Of(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => new ApiField(
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name),
        property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "",
        Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType,
        property.IsDefined(typeof(UrlAttribute)) ? "uri" : ""));
}
