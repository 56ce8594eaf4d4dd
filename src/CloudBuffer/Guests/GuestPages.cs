using CloudBuffer.Data;

namespace CloudBuffer.Guests;

/// <summary>My link for guests.</summary>
/// <param name="Link">Null when none is open.</param>
/// <param name="Url">What the code says; empty when none is open.</param>
public sealed record GuestPage(GuestLink? Link, string Url);

/// <summary>What a guest sees.</summary>
/// <param name="Name">Who receives.</param>
/// <param name="Link">Null when it has ended with what was just sent.</param>
/// <param name="Sent">How many things have just been sent; 0 before.</param>
public sealed record SendToPage(string Name, string Token, GuestLink? Link, int Sent);
