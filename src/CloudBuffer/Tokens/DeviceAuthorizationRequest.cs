using CloudBuffer.Access;

namespace CloudBuffer.Tokens;

/// <summary>A program's request for an access token (RFC 8628).</summary>
/// <param name="Name">The name that the program sent.</param>
/// <param name="Address">The client address of the program.</param>
/// <param name="OwnerId">The user who approved or denied; null before.</param>
/// <param name="ApprovingDeviceId">The device of that user; null before.</param>
public sealed record DeviceAuthorizationRequest(
    string Name, Scopes Scopes, string Address, string UserAgent, DateTimeOffset CreatedAt, AuthorizationDecision Decision,
    string? OwnerId, string? ApprovingDeviceId)
{
    /// <summary>The program has got its access token.</summary>
    public bool IsRedeemed { get; init; }
}
