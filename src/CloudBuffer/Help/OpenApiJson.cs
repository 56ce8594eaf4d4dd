using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CloudBuffer.Help;

/// <summary>The OpenAPI document as JSON. It is the same for every request and takes 25 ms to build, so it is built once.</summary>
sealed class OpenApiJson(IServiceScopeFactory scopes)
{
    public const string DocumentName = "v1";

    byte[]? json;

    /// <summary>UTF-8.</summary>
    public async Task<byte[]> GetAsync() => json ??= await BuildAsync();

    async Task<byte[]> BuildAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var provider = scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(DocumentName);
        var document = await provider.GetOpenApiDocumentAsync();
        using var stream = new MemoryStream();
        await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1);
        return stream.ToArray();
    }
}
