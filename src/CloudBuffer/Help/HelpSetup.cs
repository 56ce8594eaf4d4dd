namespace CloudBuffer.Help;

static class HelpSetup
{
    /// <summary>The document at <c>/openapi/v1.json</c>.</summary>
    public static void AddHelp(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddMvcCore(mvc => mvc.Conventions.Add(new ApiVisibility()));
        services.AddSingleton<OpenApiJson>();
        services.AddOpenApi(OpenApiJson.DocumentName, openApi =>
        {
            openApi.ShouldInclude = ApiDocument.Includes;
            openApi.AddDocumentTransformer<ApiDocument>();
            openApi.AddOperationTransformer<ApiDocument>();
        });
    }

    public static void MapHelp(this WebApplication app) => app
        .MapMethods(
            $"/openapi/{OpenApiJson.DocumentName}.json", [HttpMethods.Get, HttpMethods.Head],
            // A stream, because a slow reader would hold all bytes in memory.
            async (OpenApiJson document) => Results.Stream(new MemoryStream(await document.GetAsync()), "application/json;charset=utf-8"))
        .ExcludeFromDescription()
        .WithSummary("Get the OpenAPI document").AllowAnonymous();
}
