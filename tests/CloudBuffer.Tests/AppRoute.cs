using System.Text.RegularExpressions;
using CloudBuffer.Help;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace CloudBuffer.Tests;

/// <summary>A method of a route of the app, as the router knows it.</summary>
sealed partial record AppRoute(string Method, string Path, IReadOnlyList<object> Metadata)
{
    // Built to look at, never started. Its data protection keys go beside the tests.
    static readonly Lazy<WebApplication> App = new(() => Program.Build(
    [
        "--applicationName", "CloudBuffer", "--ConnectionStrings:Database", $"Data Source={System.IO.Path.Combine(AppContext.BaseDirectory, "endpoints.db")}",
    ]));

    public string Name => $"{Method} {Path}";

    public ApiOperation Operation => new(Method, Path, Metadata);

    public bool IsUnsafe => Method is not ("GET" or "HEAD" or "OPTIONS");

    /// <summary>The path with values of the right form that name nothing.</summary>
    public string SamplePath => Parameter().Replace(Path, match => match.Groups[1].Value == "token" ? "AAAAAAAAAAAAAAAAAAAAAA" : "0");

    public static IServiceProvider Services => App.Value.Services;

    /// <summary>All but static files, in the order of their paths.</summary>
    public static IReadOnlyList<AppRoute> All { get; } =
    [
        .. from endpoint in ((IEndpointRouteBuilder)App.Value).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
           where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
           // The fallback of MapStaticAssets for files that were added after the build, which a published app lacks.
           where endpoint.RoutePattern.RawText != "{**path:file}"
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]
           let path = $"/{endpoint.RoutePattern.RawText!.Trim('/')}".Replace("{documentName}", "v1")
           orderby path, method
           select new AppRoute(method, path, [.. endpoint.Metadata]),
    ];

    /// <summary>Without HEAD, which every GET answers.</summary>
    public static IEnumerable<AppRoute> WithoutHead => All.Where(endpoint => endpoint.Method != "HEAD");

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Parameter();
}
