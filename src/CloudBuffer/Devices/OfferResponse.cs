using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CloudBuffer.Devices;

/// <summary>A new offer to connect a device.</summary>
sealed record OfferResponse(
    [property: Description("Identifies the offer.")] string Id,
    [property: Url, Description("The content of the QR code.")] string Url,
    [property: Description("The QR code as SVG.")] string Qr,
    [property: Description("Seconds.")] int ExpiresIn);
