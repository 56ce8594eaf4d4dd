namespace CloudBuffer.Access;

static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<SessionValidator>();
        services.AddSingleton<ActiveTransfers>();
        services.AddRateLimits();
    }
}
