using CloudBuffer.Storage;

namespace CloudBuffer.Uploads;

static class UploadsSetup
{
    public static void AddUploads(this IServiceCollection services)
    {
        services.AddSingleton<UploadLocks>();
        services.AddSingleton<UploadReservations>();
        services.AddSingleton<UploadRecovery>();
        services.AddScoped<UploadCapacity>();
        services.AddScoped<UploadExpiry>();
        services.AddScoped<UploadStore>();
        services.AddScoped<IUploadTarget, FileUploadTarget>();
        services.AddScoped<IUploadTarget, BufferUploadTarget>();
        services.AddScoped<ISweepable, UploadSweeper>();
    }
}
