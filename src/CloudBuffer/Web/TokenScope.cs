using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace CloudBuffer.Web;

/// <summary>What a personal token may do.</summary>
[Flags]
public enum Scopes
{
    None = 0,

    /// <summary><c>buffer:read</c></summary>
    BufferRead = 1,

    /// <summary><c>buffer:write</c></summary>
    BufferWrite = 2,

    /// <summary><c>file:read</c></summary>
    FileRead = 4,

    /// <summary><c>file:write</c></summary>
    FileWrite = 8,

    All = BufferRead | BufferWrite | FileRead | FileWrite,
}

/// <summary>Scopes as they are written (RFC 6749 §3.3): names separated by spaces.</summary>
public static class ScopeNames
{
    static readonly (Scopes Scope, string Name)[] Known =
    [
        (Scopes.BufferRead, "buffer:read"), (Scopes.BufferWrite, "buffer:write"), (Scopes.FileRead, "file:read"), (Scopes.FileWrite, "file:write"),
    ];

    public static IEnumerable<string> All => Known.Select(known => known.Name);

    public static IReadOnlyList<string> Names(this Scopes scopes) => [.. Known.Where(known => scopes.HasFlag(known.Scope)).Select(known => known.Name)];

    /// <param name="text">Names separated by spaces or commas.</param>
    /// <returns>Null where one is unknown; <see cref="Scopes.None"/> where there is none.</returns>
    public static Scopes? Parse(string text)
    {
        var scopes = Scopes.None;
        foreach (var name in text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var known = Array.Find(Known, known => known.Name == name);
            if (known.Name is null)
                return null;
            scopes |= known.Scope;
        }
        return scopes;
    }
}

/// <summary>Lets personal tokens with these scopes in. An action without it takes none: it is for people who are signed in.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TokenScopeAttribute(Scopes scopes) : Attribute
{
    public Scopes Scopes { get; } = scopes;
}

/// <summary>A personal token needs the scopes of the action. Whoever is signed in otherwise may do everything that is his.</summary>
sealed class TokenScopeRequirement : AuthorizationHandler<TokenScopeRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, TokenScopeRequirement requirement)
    {
        if (Needed(context) is { } needed ? context.User.MayUse(needed) : !context.User.HasClaim(claim => claim.Type == SessionClaims.Token))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    static Scopes? Needed(AuthorizationHandlerContext context) =>
        (context.Resource as HttpContext)?.GetEndpoint()?.Metadata.GetMetadata<TokenScopeAttribute>()?.Scopes;
}

static class TokenScopeOf
{
    /// <summary>Whether somebody may do what these scopes are about: everybody may who does not come with a token.</summary>
    public static bool MayUse(this ClaimsPrincipal user, Scopes scopes) =>
        !user.HasClaim(claim => claim.Type == SessionClaims.Token) || scopes.Names().All(name => user.HasClaim(SessionClaims.Scope, name));
}
