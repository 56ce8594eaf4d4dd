namespace CloudBuffer.Access;

/// <summary>The IP address of the client, for display.</summary>
static class ClientAddress
{
    /// <summary>As text; empty where the connection has none.</summary>
    public static string RemoteAddress(this HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";
}
