namespace CloudBuffer.Access;

/// <summary>
/// Marks an action that signs a user in. Authentication ignores the session cookie of the request (<c>TokensSetup</c>), because the
/// framework would reuse its session key for the new user (session fixation).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class StartsNewSessionAttribute : Attribute;
