using CloudBuffer.Limits;
using CloudBuffer.Storage;

namespace CloudBuffer.Buffers;

static class BuffersSetup
{
    public static void AddBuffers(this IServiceCollection services)
    {
        services.AddScoped<BufferStore>();
        services.AddScoped<ISweepable>(scope => scope.GetRequiredService<BufferStore>());
        services.AddScoped<IRefillable>(scope => scope.GetRequiredService<BufferStore>());
    }
}
