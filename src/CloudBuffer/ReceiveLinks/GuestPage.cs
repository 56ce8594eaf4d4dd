using CloudBuffer.Data;

namespace CloudBuffer.ReceiveLinks;

/// <summary>What a guest sees.</summary>
/// <param name="Name">Who receives.</param>
/// <param name="Link">Null when it has ended with what was just sent.</param>
/// <param name="Sent">How many things have just been sent; 0 before.</param>
public sealed record GuestPage(string Name, string Token, ReceiveLink? Link, int Sent);
