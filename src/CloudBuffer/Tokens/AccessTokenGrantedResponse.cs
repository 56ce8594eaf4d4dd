using System.ComponentModel;
using System.Text.Json.Serialization;

namespace CloudBuffer.Tokens;

/// <summary>RFC 6749 §5.1.</summary>
sealed record AccessTokenGrantedResponse(
    [property: JsonPropertyName("access_token"), Description("The access token.")] string AccessToken,
    [property: JsonPropertyName("token_type"), Description("Bearer.")] string TokenType,
    [property: JsonPropertyName("expires_in"), Description("Seconds.")] long ExpiresIn,
    [property: JsonPropertyName("scope"), Description("Scopes, separated by spaces.")] string Scope);
