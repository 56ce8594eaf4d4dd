namespace CloudBuffer.Devices;

/// <summary>The page of a device that scanned an offer.</summary>
/// <param name="UserName">The user who is already signed in; null if there is none.</param>
/// <param name="MayBeLoginCsrf">Not certainly opened by a camera, so it could be login CSRF: the user must confirm.</param>
public sealed record JoinPage(string? UserName, bool MayBeLoginCsrf)
{
    public bool ConfirmFirst => UserName is not null || MayBeLoginCsrf;
}
