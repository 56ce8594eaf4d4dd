namespace CloudBuffer.Access;

/// <summary>Lets personal tokens with these scopes in. An action without it takes none: it is for people who are signed in.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TokenScopeAttribute(Scopes scopes) : Attribute
{
    public Scopes Scopes { get; } = scopes;
}
