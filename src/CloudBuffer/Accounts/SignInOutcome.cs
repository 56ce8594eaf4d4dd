namespace CloudBuffer.Accounts;

public enum SignInOutcome
{
    Succeeded,
    /// <summary>The account does not exist or is locked, or the password is wrong.</summary>
    Failed,

    /// <summary>Not verified: too many requests are waiting for the password hash.</summary>
    TooBusy,

    /// <summary>Not verified: too many sign-ins from the client's network failed.</summary>
    TooManyFailed,
}
