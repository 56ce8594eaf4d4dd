using System.Text.Json;
using CloudBuffer.Responses;
using Microsoft.Net.Http.Headers;

namespace CloudBuffer.Transfers;

/// <summary>
/// The fields of a small form, sent by a page as a form or by a program as JSON. Not read by model binding, which hides
/// oversized and malformed bodies.
/// </summary>
public sealed class FormFields
{
    readonly IReadOnlyDictionary<string, string> values;

    FormFields(IReadOnlyDictionary<string, string> values, bool areJson)
    {
        this.values = values;
        AreJson = areJson;
    }

    /// <summary>Whether the fields came as JSON, so that the response is JSON, too.</summary>
    public bool AreJson { get; }

    /// <summary>Empty for a missing field.</summary>
    public string this[string name] => values.GetValueOrDefault(name, "");

    /// <summary>Whether the body is a form or JSON, in UTF-8.</summary>
    public static bool CanRead(HttpRequest request) =>
        (request.HasJsonContentType() || request.HasFormContentType)
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Value!.ToLowerInvariant() is "utf-8" or "us-ascii");

    /// <summary>Null for a missing field.</summary>
    public string? Find(string name) => values.GetValueOrDefault(name);

    /// <exception cref="ErrorException">The body is neither a form nor JSON, or malformed.</exception>
    public static async Task<FormFields> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!CanRead(request))
            throw new ErrorException(Errors.ContentTypeUnsupported);
        if (request.HasJsonContentType())
            return Validated(new FormFields(await ReadJsonAsync(request, cancellationToken), areJson: true));
        try
        {
            var form = await request.ReadFormAsync(cancellationToken);
            return Validated(new FormFields(form.ToDictionary(field => field.Key, field => field.Value.ToString()), areJson: false));
        }
        catch (Exception e) when (e is InvalidDataException || e.GetType() == typeof(IOException))
        {
            throw new ErrorException(Errors.BadRequest);
        }
    }

    // Databases cannot store U+0000 in a text.
    static FormFields Validated(FormFields fields) =>
        fields.values.Values.Any(value => value.Contains('\0')) ? throw new ErrorException(Errors.BadRequest) : fields;

    static async Task<Dictionary<string, string>> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var fields = await JsonSerializer.DeserializeAsync<Dictionary<string, JsonElement>>(request.Body, cancellationToken: cancellationToken);
            return (fields ?? throw new ErrorException(Errors.JsonInvalid)).ToDictionary(field => field.Key, field => Text(field.Value));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter for a string that is not valid Unicode
        {
            throw new ErrorException(Errors.JsonInvalid);
        }
    }

    static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => throw new ErrorException(Errors.JsonInvalid),
    };
}
