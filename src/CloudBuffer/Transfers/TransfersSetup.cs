namespace CloudBuffer.Transfers;

static class TransfersSetup
{
    public static void AddTransfers(this IServiceCollection services)
    {
        services.AddSingleton<StorageCapacity>();
    }
}
