using System.Text.Json.Nodes;
using CloudBuffer.Access;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CloudBuffer.Help;

/// <summary>Fills the OpenAPI document from <see cref="ApiOperations"/>.</summary>
sealed class ApiDocument : IOpenApiDocumentTransformer, IOpenApiOperationTransformer
{
    const string Problem = "application/problem+json";

    static readonly Error[] Everywhere = [Errors.HostNotAllowed, Errors.Internal, Errors.Busy];

    /// <summary>Whether a route is described, which pages are not.</summary>
    public static bool Has(ApiDescription route) => Find(route) is not null;

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "CloudBuffer",
            Version = "1",
            Description = "Text and files between a person's own devices, and files to others by link. Whatever is said here to be JSON is a page where Accept names text/html. "
                + "Every GET answers HEAD, too. Every error is problem details (RFC 9457) with a stable code.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = null;
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas = new Dictionary<string, IOpenApiSchema>();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A personal token, cb_ID_SECRET." },
            ["tokenAsPassword"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "Any user name, and a personal token as password." },
            ["cookie"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = "CloudBuffer", Description = "From signing in." },
        };
        foreach (var (path, item) in document.Paths)
        {
            foreach (var (method, operation) in item.Operations ?? [])
                operation.Security = Security(Find(method.Method, path)!, document);
        }
        return Task.CompletedTask;
    }

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var told = Find(context.Description)!;
        operation.OperationId = null;
        operation.Tags = null;
        operation.Summary = told.Summary;
        operation.Description = told.Scope is { } scope and not Scopes.None ? $"{told.Description} A personal token needs {string.Join(' ', scope.Names())}.".TrimStart() : told.Description;
        operation.Parameters = [.. told.Parameters.Select(Parameter)];
        operation.RequestBody = told.Body is null ? null : new OpenApiRequestBody
        {
            Description = told.Body.Description,
            Required = told.Body.Required,
            Content = told.Body.MediaTypes.ToDictionary(type => type, type => Media(type, told.Body.Fields, isList: false)),
        };
        operation.Responses = [];
        foreach (var answer in told.Answers)
            operation.Responses.Add($"{answer.Status}", Response(answer));
        foreach (var errors in ErrorsOf(told, context.Description).GroupBy(error => error.Status).OrderBy(group => group.Key))
        {
            // A status may be both, as 503 of /health/ready is.
            if (!operation.Responses.ContainsKey($"{errors.Key}"))
                operation.Responses.Add($"{errors.Key}", Refusal([.. errors]));
        }
        return Task.CompletedTask;
    }

    static IEnumerable<Error> ErrorsOf(ApiOperation told, ApiDescription route)
    {
        var errors = Everywhere.Concat(told.Errors);
        if (!told.Open)
            errors = [.. errors, Errors.SignInRequired, Errors.TokenInvalid, told.Scope is null ? Errors.TokenNotAccepted : Errors.ScopeMissing];
        if (route.ActionDescriptor.EndpointMetadata.OfType<RequireOwnDeviceAttribute>().Any())
            errors = errors.Append(Errors.OwnDeviceRequired);
        if (route.ActionDescriptor.EndpointMetadata.OfType<RequireRecentAuthenticationAttribute>().Any())
            errors = errors.Append(Errors.PasswordRequired);
        if (told.Method is not ("GET" or "OPTIONS"))
            errors = errors.Append(Errors.CrossSite);
        return errors.Distinct();
    }

    static OpenApiParameter Parameter(ApiParameter told) => new()
    {
        Name = told.Name,
        In = told.Place switch { "path" => ParameterLocation.Path, "query" => ParameterLocation.Query, _ => ParameterLocation.Header },
        Description = told.Description,
        Required = told.Required,
        Schema = new OpenApiSchema { Type = TypeOf(told.Type) },
    };

    static OpenApiResponse Response(ApiAnswer told) => new()
    {
        Description = told.Description,
        Content = told.MediaType.Length == 0 ? null : new Dictionary<string, OpenApiMediaType> { [told.MediaType] = Media(told.MediaType, told.Fields ?? [], told.IsList) },
        Headers = told.Headers?.ToDictionary(header => header.Name, IOpenApiHeader (header) => new OpenApiHeader { Description = header.Meaning, Schema = new OpenApiSchema { Type = JsonSchemaType.String } }),
    };

    static OpenApiResponse Refusal(Error[] errors) => new()
    {
        Description = string.Join(" · ", errors.Select(error => $"{error.Code}: {error.Title}.")),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [Problem] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "status", "title", "detail", "code" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
                        ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                        ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
                        ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
                        ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. errors.Select(error => JsonValue.Create(error.Code))] },
                    },
                },
            },
        },
    };

    static OpenApiMediaType Media(string type, ApiField[] fields, bool isList)
    {
        if (fields.Length == 0 || type is "application/octet-stream")
            return new OpenApiMediaType { Schema = type.EndsWith("json", StringComparison.Ordinal) ? new OpenApiSchema { Type = JsonSchemaType.Object } : new OpenApiSchema { Type = JsonSchemaType.String } };
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = fields.ToDictionary(field => field.Name, IOpenApiSchema (field) => new OpenApiSchema
            {
                Type = TypeOf(field.Type),
                Format = field.Format.Length > 0 ? field.Format : null,
                Description = field.Description,
            }),
        };
        return new OpenApiMediaType { Schema = isList ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema };
    }

    static JsonSchemaType TypeOf(string type) => type switch
    {
        "integer" => JsonSchemaType.Integer,
        "boolean" => JsonSchemaType.Boolean,
        "object" => JsonSchemaType.Object,
        "array" => JsonSchemaType.Array,
        _ => JsonSchemaType.String,
    };

    static List<OpenApiSecurityRequirement> Security(ApiOperation told, OpenApiDocument document)
    {
        if (told.Open)
            return [];
        string[] ways = told.Scope is null ? ["cookie"] : ["token", "tokenAsPassword", "cookie"];
        return [.. ways.Select(way => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(way, document)] = [] })];
    }

    static ApiOperation? Find(ApiDescription route) => Find(route.HttpMethod ?? "", "/" + route.RelativePath?.TrimEnd('/').Replace("?}", "}", StringComparison.Ordinal));

    static ApiOperation? Find(string method, string path) => Array.Find(ApiOperations.All, told => method.Equals(told.Method, StringComparison.OrdinalIgnoreCase) && told.Path == path);
}
