using CloudBuffer.Redis;
using CloudBuffer.Storage;

namespace CloudBuffer.Buffers;

static class BuffersSetup
{
    public static void AddBuffers(this IServiceCollection services)
    {
        services.AddSingleton<BufferCache>();
        services.AddScoped<BufferReader>();
        services.AddScoped<BufferRows>();
        services.AddScoped<BufferChanges>();
        services.AddScoped<BufferStore>();
        services.AddSingleton<BufferLongPoll>();
        services.AddScoped<BufferHistory>();
        services.AddScoped<BufferSweeper>();
        services.AddScoped<ISweepable>(scope => scope.GetRequiredService<BufferSweeper>());
        services.AddScoped<IExpiryKeySource>(scope => scope.GetRequiredService<BufferSweeper>());
    }
}
