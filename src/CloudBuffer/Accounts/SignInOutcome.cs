namespace CloudBuffer.Accounts;

public enum SignInOutcome
{
    Done,
    Failed,

    /// <summary>The password is right, but there were too many wrong ones before it.</summary>
    Locked,

    /// <summary>Nothing was checked: too many are waiting.</summary>
    TooBusy,

    /// <summary>Nothing was checked: too many failed from the same network.</summary>
    TooManyFailed,
}
