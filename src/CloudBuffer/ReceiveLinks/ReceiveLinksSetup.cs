namespace CloudBuffer.ReceiveLinks;

static class ReceiveLinksSetup
{
    public static void AddReceiveLinks(this IServiceCollection services) => services.AddScoped<ReceiveLinkStore>();
}
