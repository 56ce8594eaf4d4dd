namespace CloudBuffer.Access;

/// <summary>Claim types in addition to the id and name of the user.</summary>
static class SessionClaims
{
    /// <summary>The public id of the access token.</summary>
    public const string Token = "token";

    /// <summary>A scope of the access token; one claim for each.</summary>
    public const string Scope = "scope";

    /// <summary>The id of the device.</summary>
    public const string Device = "device";

    /// <summary>The expiry of a temporary sign-in, in ISO 8601. Other sessions do not have it.</summary>
    public const string TemporaryUntil = "temporary-until";
}
