using System.ComponentModel;

namespace CloudBuffer.Hosting;

/// <summary>The state of the server and its dependencies.</summary>
sealed record ReadinessResponse(
    [property: Description("ok or degraded.")] string Status,
    [property: Description("ok or unavailable.")] string Database,
    [property: Description("ok, or the problem.")] string Storage,
    [property: Description("ok or unavailable.")] string Redis,
    [property: Description("ok, or the problem.")] string Sweeper);
