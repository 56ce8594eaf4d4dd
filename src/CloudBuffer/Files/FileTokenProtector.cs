using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CloudBuffer.Files;

/// <summary>Keeps tokens so that their owner can be shown the link again: encrypted with the server's Data Protection keys.</summary>
public sealed partial class FileTokenProtector(IDataProtectionProvider protection, ILogger<FileTokenProtector> log)
{
    readonly IDataProtector protector = protection.CreateProtector("CloudBuffer.FileToken");

    public string Protect(string token) => protector.Protect(token);

    /// <returns>Null when the keys it was encrypted with are gone. The link itself still works.</returns>
    public string? Unprotect(string encrypted)
    {
        try
        {
            return protector.Unprotect(encrypted);
        }
        catch (CryptographicException)
        {
            Log.KeysLost(log);
            return null;
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A file cannot be listed: the keys it was stored with are gone")]
        public static partial void KeysLost(ILogger logger);
    }
}
