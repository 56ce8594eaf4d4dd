using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CloudBuffer.Devices;

/// <summary>A new request for a temporary sign-in.</summary>
sealed record PairingRequestResponse(
    [property: Description("Redeems the pairing for a session.")] string Claim,
    [property: Description("The number to show.")] string Number,
    [property: Url, Description("The content of the QR code.")] string Url,
    [property: Description("The QR code as SVG.")] string Qr,
    [property: Description("Seconds.")] int ExpiresIn);
