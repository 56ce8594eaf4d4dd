using CloudBuffer.Access;

namespace CloudBuffer.Tokens;

/// <summary>A program that asks for a token.</summary>
/// <param name="Name">What it calls itself.</param>
/// <param name="Address">Where it asks from.</param>
/// <param name="OwnerId">Who answered; null before.</param>
/// <param name="ApprovingDeviceId">The id of the device on which he did.</param>
public sealed record DeviceAuthorizationRequest(string Name, Scopes Scopes, string Address, string UserAgent, DateTimeOffset CreatedAt, AuthorizationDecision Answer, string? OwnerId, string? ApprovingDeviceId);
