namespace CloudBuffer.Access;

/// <summary>What a principal says beyond who somebody is.</summary>
static class SessionClaims
{
    /// <summary>Which personal token asks.</summary>
    public const string Token = "token";

    /// <summary>What that token may do, one claim for each scope.</summary>
    public const string Scope = "scope";

    /// <summary>Which device asks.</summary>
    public const string Device = "device";

    /// <summary>Until when a borrowed computer is signed in, in ISO 8601; only those have it.</summary>
    public const string TemporaryUntil = "borrowed";
}
