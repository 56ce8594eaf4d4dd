using CloudBuffer.ApiMetadata;
using CloudBuffer.Data;
using CloudBuffer.Redis;
using CloudBuffer.Storage;

namespace CloudBuffer.Hosting;

/// <summary><c>/health</c>: the process runs. <c>/health/ready</c>: the state of its dependencies.</summary>
static class HealthEndpoints
{
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
    static async Task<IResult> ReadyAsync(
        AppDbContext db, RedisGateway redis, DiskBlobStore blobs, BlobSweeper sweeper, CancellationToken cancellationToken)
    {
        bool storage = blobs.IsWritable();
        bool database = await db.Database.CanConnectAsync(cancellationToken);
        return Results.Json(
            new ReadinessResponse(
                database && storage && redis.IsConnected && sweeper.Problem is null ? "ok" : "degraded",
                database ? "ok" : "unavailable",
                storage ? "ok" : "not writable",
                redis.IsConnected ? "ok" : "unavailable",
                sweeper.Problem ?? "ok"),
            statusCode: database ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
