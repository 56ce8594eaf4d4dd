using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CloudBuffer.Files;

/// <summary>Encrypts tokens with the server's Data Protection keys, so that their owner can see the link again.</summary>
public sealed partial class FileTokenProtector(IDataProtectionProvider protection, ILogger<FileTokenProtector> log)
{
    readonly IDataProtector protector = protection.CreateProtector("CloudBuffer.FileToken");

    public string Protect(string token) => protector.Protect(token);

    /// <returns>Null if the keys are lost. The link itself still works.</returns>
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
        [LoggerMessage(LogLevel.Warning, "A file cannot be listed: its Data Protection keys are lost")]
        public static partial void KeysLost(ILogger logger);
    }
}
