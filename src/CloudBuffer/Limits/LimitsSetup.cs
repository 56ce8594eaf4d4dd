namespace CloudBuffer.Limits;

static class LimitsSetup
{
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddSingleton<ExpiryClock>();
        services.AddSingleton<UserQuota>();
        services.AddSingleton<Room>();
        services.AddHostedService<ClockRefill>();
    }
}
