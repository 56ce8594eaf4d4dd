using System.Security.Claims;

namespace CloudBuffer.Access;

/// <summary>Reads the claims of the signed-in user (<see cref="SessionClaims"/>).</summary>
static class ClaimsPrincipalExtensions
{
    /// <summary>The id of the signed-in user.</summary>
    /// <exception cref="InvalidOperationException">The request is anonymous.</exception>
    public static string Id(this ClaimsPrincipal user) => user.FindId() ?? throw new InvalidOperationException("The request is anonymous.");

    /// <summary>The id of the user; null for an anonymous request.</summary>
    public static string? FindId(this ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier);

    /// <summary>The id of the device session; null for an access token or an anonymous request.</summary>
    public static string? DeviceId(this ClaimsPrincipal user) => user.FindFirstValue(SessionClaims.Device);

    /// <summary>The public id of the access token; null for a device session or an anonymous request.</summary>
    public static string? AccessTokenId(this ClaimsPrincipal user) => user.FindFirstValue(SessionClaims.Token);

    /// <summary>True for device sessions; for access tokens only with all of these scopes.</summary>
    public static bool HasScopes(this ClaimsPrincipal user, Scopes scopes) =>
        user.AccessTokenId() is null || scopes.Names().All(name => user.HasClaim(SessionClaims.Scope, name));
}
