using System.Xml.Linq;
using CloudBuffer.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace CloudBuffer.Data;

static class DataProtectionSetup
{
    /// <summary>The keys that encrypt sessions and stored link tokens.</summary>
    public static void AddDataProtectionKeys(this WebApplicationBuilder builder, string folder)
    {
        // It warns that the keys are not encrypted. The folder is private instead.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        builder.Services.AddDataProtection().SetApplicationName("CloudBuffer");
        var keys = PrivateFiles.CreateFolder(folder);
        builder.Services.AddOptions<KeyManagementOptions>()
            .Configure<ILoggerFactory>((options, logs) => options.XmlRepository = new DurableKeyRepository(keys, logs));
    }

    /// <summary>Flushes each key to disk. A key that a power cut destroys would end all sessions and links.</summary>
    sealed class DurableKeyRepository(DirectoryInfo folder, ILoggerFactory logs) : FileSystemXmlRepository(folder, logs)
    {
        const string Keys = "*.xml";

        public override IReadOnlyCollection<XElement> GetAllElements()
        {
            // A power cut before the flush. Nothing was encrypted with it yet, and the framework would fail to read it.
            foreach (var key in Directory.EnumerateFiles(Keys).Where(file => file.Length == 0))
                key.Delete();
            return base.GetAllElements();
        }

        public override void StoreElement(XElement element, string friendlyName)
        {
            base.StoreElement(element, friendlyName);
            foreach (var key in Directory.EnumerateFiles(Keys))
            {
                using var file = File.OpenHandle(key.FullName, FileMode.Open, FileAccess.ReadWrite);
                Fsync.Flush(file);
            }
            Fsync.FlushFolder(Directory.FullName);
            Fsync.FlushFolder(Directory.Parent!.FullName);
        }
    }
}
