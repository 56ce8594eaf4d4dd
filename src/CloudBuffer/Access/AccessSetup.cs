using Microsoft.AspNetCore.Mvc;

namespace CloudBuffer.Access;

static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<SessionCache>();
        services.AddSingleton<SessionValidator>();
        services.AddSingleton<ActiveRequests>();
        services.AddSingleton<TransferLimits>();
        services.Configure<MvcOptions>(mvc => mvc.Filters.Add<PageLimit>());
        services.AddRateLimits();
    }
}
