namespace CloudBuffer.Storage;

static class StorageSetup
{
    public static void AddStorage(this IServiceCollection services)
    {
        services.AddSingleton<DiskBlobStore>();
        services.AddSingleton<BlobSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<BlobSweeper>());
    }
}
