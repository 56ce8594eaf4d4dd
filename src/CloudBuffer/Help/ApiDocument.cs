using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace CloudBuffer.Help;

/// <summary>Fills the OpenAPI document from the attributes of the actions.</summary>
sealed class ApiDocument(IOptions<CloudBufferOptions> options) : IOpenApiDocumentTransformer, IOpenApiOperationTransformer
{
    const string Problem = "application/problem+json";

    /// <summary>Whether the document has the endpoint. Pages are left out, and HEAD, which every GET answers.</summary>
    public static bool Includes(ApiDescription endpoint) =>
        endpoint.HttpMethod != HttpMethods.Head && OperationOf(endpoint) is { IsPage: false, Summary: not null };

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "CloudBuffer",
            Version = "1",
            Description = "Moves text and files between a user's devices, and files to others by link. "
                + "Responses described as JSON are HTML pages if Accept prefers text/html. "
                + "Every GET also answers HEAD. Every error is problem details (RFC 9457) with a stable code.",
        };
        document.Servers = [new OpenApiServer { Url = options.Value.PublicPath + "/" }];
        document.Tags = null;
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas = new Dictionary<string, IOpenApiSchema>();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An access token, cb_ID_SECRET." },
            ["tokenAsPassword"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "Any user name, and an access token as the password.",
            },
            ["cookie"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = "CloudBuffer",
                Description = "Set by signing in.",
            },
        };
        foreach (var endpoint in context.DescriptionGroups.SelectMany(group => group.Items).Where(Includes))
        {
            var operation = OperationOf(endpoint);
            document.Paths[operation.Path].Operations![new HttpMethod(endpoint.HttpMethod!)].Security = Security(operation, document);
        }
        return Task.CompletedTask;
    }

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var described = OperationOf(context.Description);
        operation.OperationId = null;
        operation.Tags = null;
        operation.Summary = described.Summary;
        operation.Description = described.Scopes is { } scopes and not Scopes.None
            ? $"{described.Description} An access token needs {string.Join(' ', scopes.Names())}.".TrimStart()
            : described.Description;
        operation.Parameters = [.. described.Parameters.Select(Parameter)];
        operation.RequestBody = described.BodyMediaTypes.Count == 0 ? null : new OpenApiRequestBody
        {
            Required = described.IsBodyRequired,
            Content = described.BodyMediaTypes.ToDictionary(
                type => type, type => new OpenApiMediaType { Schema = ApiSchema.OfBody(type, described.BodyFields) }),
        };
        operation.Responses = [];
        foreach (var response in described.Responses)
            operation.Responses.Add($"{response.Status}", Response(response, described.HeadersOf(response.Status)));
        foreach (var errors in described.AllErrors.GroupBy(error => error.Status).OrderBy(group => group.Key))
        {
            // A status may be described already, as 503 of /health/ready is.
            if (!operation.Responses.ContainsKey($"{errors.Key}"))
                operation.Responses.Add($"{errors.Key}", Response([.. errors]));
        }
        return Task.CompletedTask;
    }

    static ApiOperation OperationOf(ApiDescription endpoint) => new(
        endpoint.HttpMethod ?? "", $"/{endpoint.RelativePath?.TrimEnd('/')}", [.. endpoint.ActionDescriptor.EndpointMetadata]);

    static OpenApiParameter Parameter(ApiParameter parameter) => new()
    {
        Name = parameter.Name,
        In = parameter.Place switch
        {
            ApiParameterPlace.Path => ParameterLocation.Path,
            ApiParameterPlace.Query => ParameterLocation.Query,
            _ => ParameterLocation.Header,
        },
        Description = parameter.Description,
        Required = parameter.Required,
        Schema = ApiSchema.OfType(parameter.Type),
    };

    static OpenApiResponse Response(ApiResponse response, IEnumerable<ApiResponseHeader> headers) => new()
    {
        Description = response.Description,
        Content = response.MediaType.Length == 0 ? null : new Dictionary<string, OpenApiMediaType>
        {
            [response.MediaType] = new() { Schema = ApiSchema.OfResponse(response) },
        },
        Headers = headers.ToDictionary(
            header => header.Name,
            IOpenApiHeader (header) => new OpenApiHeader { Description = header.Description, Schema = ApiSchema.OfType(typeof(string)) }),
    };

    static OpenApiResponse Response(Error[] errors) => new()
    {
        Description = string.Join(" · ", errors.Select(error => $"{error.Code}: {error.Title}.")),
        Content = new Dictionary<string, OpenApiMediaType> { [Problem] = new() { Schema = ApiSchema.OfErrors(errors) } },
    };

    static List<OpenApiSecurityRequirement> Security(ApiOperation operation, OpenApiDocument document)
    {
        if (operation.IsAnonymous)
            return [];
        string[] schemes = operation.Scopes is null ? ["cookie"] : ["token", "tokenAsPassword", "cookie"];
        return [.. schemes.Select(scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] })];
    }
}
