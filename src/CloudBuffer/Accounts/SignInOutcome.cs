namespace CloudBuffer.Accounts;

public enum SignInOutcome
{
    Succeeded,
    Failed,

    /// <summary>The password is right, but the account is locked after too many wrong ones.</summary>
    LockedOut,

    /// <summary>Not verified: too many requests are waiting for the password hash.</summary>
    TooBusy,

    /// <summary>Not verified: too many sign-ins from the client's network failed.</summary>
    TooManyFailed,
}
