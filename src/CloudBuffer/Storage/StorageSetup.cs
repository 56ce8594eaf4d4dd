namespace CloudBuffer.Storage;

static class StorageSetup
{
    public static void AddStorage(this IServiceCollection services)
    {
        services.AddSingleton<DiskBlobStore>();
        services.AddSingleton<BlobSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<BlobSweeper>());
    }

    /// <summary>Creates the folders. An unwritable folder stops the startup.</summary>
    public static void OpenStorage(this WebApplication app) => app.Services.GetRequiredService<DiskBlobStore>();
}
