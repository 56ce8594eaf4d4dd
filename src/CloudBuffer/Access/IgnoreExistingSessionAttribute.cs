namespace CloudBuffer.Access;

/// <summary>
/// Marks an action that signs somebody in. It does not look at the cookie that comes along, since the framework would go on with
/// that session, key and all, for whoever signs in.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class IgnoreExistingSessionAttribute : Attribute;
