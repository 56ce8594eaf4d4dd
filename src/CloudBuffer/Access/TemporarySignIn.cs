namespace CloudBuffer.Access;

/// <summary>A sign-in on a computer that does not belong to the user. It has restricted rights (<see cref="RefuseTemporarySignInAttribute"/>).</summary>
static class TemporarySignIn
{
    /// <summary>The session cannot be extended beyond this.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
}
