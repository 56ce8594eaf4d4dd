using CloudBuffer.Data;

namespace CloudBuffer.ReceiveLinks;

/// <summary>The form by which a guest sends files.</summary>
/// <param name="Name">The user name of the owner.</param>
/// <param name="Link">Null if the link expired with the files just sent.</param>
/// <param name="Sent">The number of files just sent; 0 before.</param>
public sealed record GuestPage(string Name, string Token, ReceiveLink? Link, int Sent);
