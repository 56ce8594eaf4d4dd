using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace CloudBuffer.Tokens;

/// <summary>RFC 8628 §3.2.</summary>
sealed record DeviceAuthorizationResponse(
    [property: JsonPropertyName("device_code"), Description("Identifies the request when polling.")] string DeviceCode,
    [property: JsonPropertyName("user_code"), Description("The code to show to the user, such as BCDF-GHJK.")] string UserCode,
    [property: Url, JsonPropertyName("verification_uri"), Description("The page for approving the request.")] string VerificationUri,
    [property: Url, JsonPropertyName("verification_uri_complete"), Description("The same page with the code.")] string VerificationUriComplete,
    [property: JsonPropertyName("expires_in"), Description("Seconds.")] int ExpiresIn,
    [property: JsonPropertyName("interval"), Description("Seconds between two polls.")] int Interval);
