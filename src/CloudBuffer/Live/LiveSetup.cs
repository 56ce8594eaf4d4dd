namespace CloudBuffer.Live;

static class LiveSetup
{
    public static void AddLive(this IServiceCollection services) => services.AddSingleton<LiveEvents>();
}
