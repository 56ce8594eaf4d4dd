namespace CloudBuffer.Redis;

static class RedisSetup
{
    public static void AddRedis(this WebApplicationBuilder builder)
    {
        var server = new RedisServer(builder.Configuration.GetConnectionString("Redis") ?? "");
        builder.Services.AddSingleton(_ => server); // created by a factory, so that the container disposes it
        builder.Services.AddSingleton<RedisGateway>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RedisGateway>());
        builder.Services.AddSingleton<RedisRecordProtector>();
        builder.Services.AddSingleton<RedisWrites>();
        builder.Services.AddSingleton<ExpiryKeys>();
        builder.Services.AddSingleton<FileCountCache>();
        builder.Services.AddHostedService<ExpiryKeyRebuilder>();
    }
}
