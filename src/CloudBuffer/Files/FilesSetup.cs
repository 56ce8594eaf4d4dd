using CloudBuffer.Redis;
using CloudBuffer.Storage;

namespace CloudBuffer.Files;

static class FilesSetup
{
    public static void AddFiles(this IServiceCollection services)
    {
        services.AddSingleton<FileTokenProtector>();
        services.AddScoped<FileRows>();
        services.AddScoped<FileEviction>();
        services.AddScoped<FileChanges>();
        services.AddScoped<FileStore>();
        services.AddScoped<FileFinder>();
        services.AddScoped<FileExpiryKeys>();
        services.AddScoped<FileSweeper>();
        services.AddScoped<ISweepable>(scope => scope.GetRequiredService<FileSweeper>());
        services.AddScoped<IExpiryKeySource>(scope => scope.GetRequiredService<FileSweeper>());
    }
}
