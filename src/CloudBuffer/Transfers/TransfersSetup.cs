namespace CloudBuffer.Transfers;

static class TransfersSetup
{
    public static void AddTransfers(this IServiceCollection services)
    {
        services.AddSingleton<CapacityLedger>();
        services.AddSingleton<UploadReader>();
        services.AddScoped<StorageCapacity>();
        services.AddScoped<BlobReceiver>();
    }
}
