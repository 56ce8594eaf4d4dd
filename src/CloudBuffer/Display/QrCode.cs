using QRCoder;

namespace CloudBuffer.Display;

/// <summary>QR codes of our own links. Medium error correction (15 %): readable on a dusty screen, and still small.</summary>
public static class QrCode
{
    /// <summary>A complete SVG document, black on white with the quiet zone. It has a view box but no size.</summary>
    public static string Svg(string text)
    {
        using var data = Data(text);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(1, "#000", "#fff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    /// <summary>Lines of block characters for a terminal.</summary>
    /// <param name="onLight">Whether the terminal shows dark text on a light background.</param>
    public static string Blocks(string text, bool onLight = false)
    {
        using var data = Data(text);
        using var code = new AsciiQRCode(data);
        return code.GetGraphicSmall(invert: onLight);
    }

    static QRCodeData Data(string text) => QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
}
