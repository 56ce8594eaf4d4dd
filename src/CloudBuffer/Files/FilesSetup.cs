using CloudBuffer.Limits;
using CloudBuffer.Storage;

namespace CloudBuffer.Files;

static class FilesSetup
{
    public static void AddFiles(this IServiceCollection services)
    {
        services.AddSingleton<FileTokenProtector>();
        services.AddScoped<FileStore>();
        services.AddScoped<FileFinder>();
        services.AddScoped<FileClocks>();
        services.AddScoped<FileSweeper>();
        services.AddScoped<ISweepable>(scope => scope.GetRequiredService<FileSweeper>());
        services.AddScoped<IRefillable>(scope => scope.GetRequiredService<FileSweeper>());
    }
}
