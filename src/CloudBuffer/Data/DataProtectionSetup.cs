using CloudBuffer.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace CloudBuffer.Data;

static class DataProtectionSetup
{
    /// <summary>The keys that encrypt sessions and stored link tokens.</summary>
    public static void AddDataProtectionKeys(this WebApplicationBuilder builder, string folder)
    {
        // It warns that the keys are not encrypted. The folder is private instead.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        builder.Services.AddDataProtection().SetApplicationName("CloudBuffer").PersistKeysToFileSystem(PrivateFiles.CreateFolder(folder));
    }
}
