using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CloudBuffer.ApiMetadata;

namespace CloudBuffer.Hosting;

/// <summary><c>/health</c>: the process runs. <c>/health/ready</c>: the state of its dependencies.</summary>
static class HealthEndpoints
{
    // With its resolver from the start: the framework would set it at the first use, where two concurrent requests collide.
    static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this WebApplication app)
    {
        app.MapMethods("/health", Methods, Health).AllowAnonymous();
        app.MapMethods("/health/ready", Methods, ReadyAsync).AllowAnonymous();
    }

    [EndpointSummary("Check whether the server is running"), ApiResponse(200, "ok", MediaType = "text/plain")]
    static string Health() => "ok";

    [EndpointSummary("Check whether the server and its dependencies are ready")]
    [ApiJson<ReadinessResponse>("The server responds; the status is ok or degraded.")]
    [ApiJson<ReadinessResponse>("The database is not available.", Status = 503)]
    static async Task<IResult> ReadyAsync(HttpContext context, ReadinessCheck check)
    {
        var state = await check.GetAsync();
        int status = state.Database == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Results.Json(IsFromThisMachine(context) ? state : new ReadinessResponse(state.Status), WithoutNulls, statusCode: status);
    }

    // The address of a proxy that is not trusted says nothing about the client.
    static bool IsFromThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !ProxyWarnings.IsForwarded(context.Request);
}
