namespace CloudBuffer.Storage;

static class StorageSetup
{
    public static void AddStorage(this IServiceCollection services)
    {
        services.AddSingleton<DiskBlobStore>();
        services.AddSingleton<BlobSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<BlobSweeper>());
    }

    /// <summary>Makes the folders. One that cannot be written to stops the start.</summary>
    public static void OpenStorage(this WebApplication app) => app.Services.GetRequiredService<DiskBlobStore>();
}
