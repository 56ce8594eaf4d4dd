using Microsoft.OpenApi;

namespace CloudBuffer.Help;

static class HelpSetup
{
    /// <summary>The document at <c>/openapi/v1.json</c>.</summary>
    public static void AddHelp(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddMvcCore(mvc => mvc.Conventions.Add(new ApiVisibility()));
        services.AddOpenApi(openApi =>
        {
            openApi.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            openApi.ShouldInclude = ApiDocument.Includes;
            openApi.AddDocumentTransformer<ApiDocument>();
            openApi.AddOperationTransformer<ApiDocument>();
        });
    }

    public static void MapHelp(this WebApplication app) => app.MapOpenApi()
        .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]))
        .WithSummary("Get the OpenAPI document").AllowAnonymous();
}
