using QRCoder;

namespace CloudBuffer.Display;

/// <summary>QR codes of our own links. Medium error correction: a phone reads it from a dusty screen, and it stays small.</summary>
public static class QrCode
{
    /// <summary>A whole SVG document, dark on white with its quiet zone; its size is left to whoever shows it.</summary>
    public static string Svg(string text)
    {
        using var data = Data(text);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(1, "#000", "#fff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    /// <summary>Lines of block characters for a terminal.</summary>
    /// <param name="onLight">For dark letters on a light ground; otherwise for light ones on a dark ground.</param>
    public static string Blocks(string text, bool onLight = false)
    {
        using var data = Data(text);
        using var code = new AsciiQRCode(data);
        return code.GetGraphicSmall(invert: onLight);
    }

    static QRCodeData Data(string text) => QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
}
