using Microsoft.Playwright;

namespace CloudBuffer.BrowserTests;

/// <summary>Files for uploads.</summary>
static class Payload
{
    /// <summary>A PNG image of one pixel.</summary>
    public static byte[] Pixel { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public static FilePayload Text(string name) => File(name, "text/plain", [65]);

    public static FilePayload Image(string name) => File(name, "image/png", Pixel);

    public static FilePayload File(string name, string type, byte[] content) => new() { Name = name, MimeType = type, Buffer = content };
}
