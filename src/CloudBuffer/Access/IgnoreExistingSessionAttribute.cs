namespace CloudBuffer.Access;

/// <summary>
/// Marks an action that signs a user in. The session cookie of the request is ignored, because the framework would reuse its
/// session key for the new user (session fixation).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class IgnoreExistingSessionAttribute : Attribute;
