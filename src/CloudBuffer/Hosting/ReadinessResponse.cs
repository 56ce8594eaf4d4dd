using System.ComponentModel;

namespace CloudBuffer.Hosting;

/// <summary>The state of the server and its dependencies. Clients on other machines get only the status.</summary>
sealed record ReadinessResponse(
    [property: Description("ok or degraded.")] string Status,
    [property: Description("ok or unavailable.")] string? Database = null,
    [property: Description("ok, or the problem.")] string? Storage = null,
    [property: Description("ok or unavailable.")] string? Redis = null,
    [property: Description("ok, or the problem.")] string? Sweeper = null,
    [property: Description("Signs of a misconfigured reverse proxy within the last hour.")] IReadOnlyList<string>? Warnings = null);
