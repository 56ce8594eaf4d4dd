namespace CloudBuffer.Access;

/// <summary>The scopes that an access token needs for this action. Without this attribute an action accepts no access tokens.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TokenScopeAttribute(Scopes scopes) : Attribute
{
    public Scopes Scopes { get; } = scopes;
}
