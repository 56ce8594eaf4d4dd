using CloudBuffer.Display;

namespace CloudBuffer.Tests.Display;

/// <summary>Which bytes are previewed as text.</summary>
public sealed class TextPreviewTests
{
    const int MaxBytes = 10;

    [Theory]
    [InlineData(new byte[] { 0x61, 0xC3, 0xBC }, "aü")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0xFC, 0 }, "ü")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, 0xFC }, "ü")]
    [InlineData(new byte[] { 0x61, 0xFC }, null)] // Windows-1252
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0, 0, 0xD8, 0x62, 0 }, null)] // a lone surrogate
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0, 0x62 }, null)] // half a character
    // Cut within a character.
    [InlineData(new byte[] { 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0xC3, 0xBC }, "aaaaaaaaa")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0, 0x61, 0, 0x61, 0, 0x3D, 0xD8, 0x00, 0xDE }, "aaa")]
    public void A_preview_has_exactly_the_characters_of_the_text(byte[] bytes, string? text)
    {
        var preview = TextPreview.Read((buffer, offset) =>
        {
            bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
            return buffer.Length;
        }, bytes.Length, MaxBytes);
        Assert.Equal(text, preview?.Text);
        Assert.Equal(bytes.Length > MaxBytes, preview?.IsCut ?? false);
    }
}
