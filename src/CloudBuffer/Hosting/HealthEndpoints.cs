using CloudBuffer.Data;
using CloudBuffer.Redis;
using CloudBuffer.Storage;

namespace CloudBuffer.Hosting;

/// <summary>Whether the server runs (<c>/health</c>), and whether all it stands on does (<c>/health/ready</c>).</summary>
static class HealthEndpoints
{
    static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this WebApplication app)
    {
        app.MapMethods("/health", Methods, () => "ok").AllowAnonymous();
        app.MapMethods("/health/ready", Methods, ReadyAsync).AllowAnonymous();
    }

    static async Task<IResult> ReadyAsync(AppDbContext db, RedisGateway redis, DiskBlobStore blobs, BlobSweeper sweeper, CancellationToken cancellationToken)
    {
        bool storage = blobs.IsWritable();
        bool database = await db.Database.CanConnectAsync(cancellationToken);
        return Results.Json(
            new
            {
                Status = database && storage && redis.IsConnected && sweeper.Problem is null ? "ok" : "degraded",
                Database = database ? "ok" : "away",
                Storage = storage ? "ok" : "takes no files",
                Redis = redis.IsConnected ? "ok" : "away",
                Sweeper = sweeper.Problem ?? "ok",
            },
            statusCode: database ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
