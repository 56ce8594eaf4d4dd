namespace CloudBuffer.Settings;

/// <summary>
/// The settings in <c>CloudBuffer:Limits</c>: limits against abuse, counted within the process. Normal use does not reach the
/// defaults. A network is an IPv4 address or an IPv6 /64; no network is exempt.
/// </summary>
public sealed class Limits
{
    /// <summary>Accounts that a network can create in an hour.</summary>
    public int AccountsPerHour { get; set; } = 10;

    /// <summary>Registrations that a network can try in a minute.</summary>
    public int RegistrationsPerMinute { get; set; } = 30;

    /// <summary>Failed sign-ins of a network in ten minutes. Enough for a household that mistypes, too few for password spraying.</summary>
    public int FailedSignInsPerNetwork { get; set; } = 30;

    /// <summary>
    /// Wrong passwords that lock an account for five minutes. A browser that has signed in before has as many of its own in ten
    /// minutes, also while the account is locked.
    /// </summary>
    public int FailedSignInsPerAccount { get; set; } = 10;

    /// <summary>Requests that wait for their password to be hashed.</summary>
    public int WaitingPasswords { get; set; } = 32;

    /// <summary>Passwords of a network that wait or are hashed.</summary>
    public int WaitingPasswordsPerNetwork { get; set; } = 8;

    /// <summary>Anonymous requests of a network, and requests of a user that accept short codes, in a minute.</summary>
    public int RequestsPerMinute { get; set; } = 30;

    /// <summary>Open connections; one more is closed.</summary>
    public int Connections { get; set; } = 5000;

    /// <summary>Open connections of a network; one more is closed. Behind a trusted proxy: its running requests; one more gets 429.</summary>
    public int ConnectionsPerNetwork { get; set; } = 1000;

    /// <summary>Open downloads of a network. Fifty people behind one address can load the same link with several connections each.</summary>
    public int DownloadsPerNetwork { get; set; } = 256;

    /// <summary>Open downloads of a share link.</summary>
    public int DownloadsPerLink { get; set; } = 512;

    /// <summary>Running requests with an upload, of a user, or of a network without a sign-in.</summary>
    public int UploadsPerUser { get; set; } = 512;

    /// <summary>Running requests with an upload.</summary>
    public int Uploads { get; set; } = 1024;

    /// <summary>Pages that a user loads at the same time.</summary>
    public int PagesPerUser { get; set; } = 64;

    /// <summary>Resumable uploads that a user has started and not finished.</summary>
    public int UnfinishedUploadsPerUser { get; set; } = 100;

    /// <summary>Sessions of a user; a new sign-in revokes the one that was unused for longest.</summary>
    public int SessionsPerUser { get; set; } = 100;

    /// <summary>Live event streams of a user.</summary>
    public int LiveStreamsPerUser { get; set; } = 10;

    /// <summary>Live event streams and long polls of a user.</summary>
    public int ListenersPerUser { get; set; } = 50;

    /// <summary>Live event streams and long polls of a network.</summary>
    public int ListenersPerNetwork { get; set; } = 500;

    /// <summary>Live event streams and long polls of all users, beyond the first two of each.</summary>
    public int Listeners { get; set; } = 2000;
}
