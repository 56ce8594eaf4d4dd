using System.Text.Json;

namespace CloudBuffer.Tests.Help;

/// <summary>An operation of the OpenAPI document as one line, without its prose.</summary>
static class OpenApiLine
{
    public static string Of(string name, JsonElement operation) =>
        string.Join(' ', new[] { name, Access(operation) }.Concat(Parameters(operation)).Concat(Body(operation)).Concat(Responses(operation)));

    static string Access(JsonElement operation)
    {
        if (!operation.TryGetProperty("security", out var security) || security.GetArrayLength() == 0)
            return "[anonymous]";
        if (security.GetArrayLength() == 1)
            return "[session]";
        var scopes = operation.TryGetProperty("description", out var text) ? text.GetString()!.Split("An access token needs ") : [];
        return scopes.Length == 2 ? $"[{scopes[1].TrimEnd('.')}]" : "[any token]";
    }

    static IEnumerable<string> Parameters(JsonElement operation) => !operation.TryGetProperty("parameters", out var parameters) ? [] :
        parameters.EnumerateArray().Select(parameter =>
            $"{parameter.GetProperty("in").GetString()}:{parameter.GetProperty("name").GetString()}{(IsRequired(parameter) ? "" : "?")}");

    static IEnumerable<string> Body(JsonElement operation) => !operation.TryGetProperty("requestBody", out var body) ? [] :
        body.GetProperty("content").EnumerateObject().Select(content => $"body:{content.Name}{(IsRequired(body) ? "" : "?")}{Fields(content.Value)}");

    static IEnumerable<string> Responses(JsonElement operation) => operation.GetProperty("responses").EnumerateObject().Select(response =>
    {
        var text = response.Name;
        if (response.Value.TryGetProperty("content", out var content))
            text += string.Concat(content.EnumerateObject().Select(
                type => type.Name == "application/problem+json" ? Codes(type.Value) : $":{type.Name}{Fields(type.Value)}"));
        if (response.Value.TryGetProperty("headers", out var headers))
            text += $"<{string.Join(',', headers.EnumerateObject().Select(header => header.Name))}>";
        return text;
    });

    static string Codes(JsonElement type) =>
        ":" + string.Join(',', type.GetProperty("schema").GetProperty("properties").GetProperty("code").GetProperty("enum")
            .EnumerateArray().Select(code => code.GetString()));

    static string Fields(JsonElement type)
    {
        var schema = type.GetProperty("schema");
        bool isList = schema.TryGetProperty("items", out var items);
        return !(isList ? items : schema).TryGetProperty("properties", out var properties)
            ? ""
            : $"{{{string.Join(',', properties.EnumerateObject().Select(Field))}}}{(isList ? "[]" : "")}";
    }

    static string Field(JsonProperty field) =>
        $"{field.Name}:{field.Value.GetProperty("type")}{(field.Value.TryGetProperty("format", out var format) ? $"({format.GetString()})" : "")}";

    static bool IsRequired(JsonElement element) => element.TryGetProperty("required", out var required) && required.GetBoolean();
}
