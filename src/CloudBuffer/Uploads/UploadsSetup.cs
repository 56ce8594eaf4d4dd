using CloudBuffer.Storage;

namespace CloudBuffer.Uploads;

static class UploadsSetup
{
    public static void AddUploads(this IServiceCollection services)
    {
        services.AddSingleton<UploadLocks>();
        services.AddScoped<UploadStore>();
        services.AddScoped<ISweepable, UploadSweeper>();
    }
}
