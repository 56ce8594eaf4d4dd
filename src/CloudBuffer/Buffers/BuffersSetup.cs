using CloudBuffer.Limits;
using CloudBuffer.Storage;

namespace CloudBuffer.Buffers;

static class BuffersSetup
{
    public static void AddBuffers(this IServiceCollection services)
    {
        services.AddSingleton<SeenBuffers>();
        services.AddScoped<BufferStore>();
        services.AddSingleton<BufferWait>();
        services.AddScoped<BufferHistory>();
        services.AddScoped<BufferSweeper>();
        services.AddScoped<ISweepable>(scope => scope.GetRequiredService<BufferSweeper>());
        services.AddScoped<IRefillable>(scope => scope.GetRequiredService<BufferSweeper>());
    }
}
