namespace CloudBuffer.Access;

/// <summary>Forbids an action on a temporary sign-in, because it could extend access beyond <see cref="SessionLifetime.Temporary"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class RefuseTemporarySignInAttribute : Attribute;
