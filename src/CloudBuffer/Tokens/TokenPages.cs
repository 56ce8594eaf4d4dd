using CloudBuffer.Data;
using CloudBuffer.Web;

namespace CloudBuffer.Tokens;

/// <summary>The tokens of the signed-in user and the form for another one.</summary>
/// <param name="Error">What was wrong with the form; null on the first visit.</param>
public sealed record TokensPage(IReadOnlyList<PersonalToken> Tokens, string? Name, Scopes Scopes, int Days, string? Error);

/// <summary>A token just made, shown this once.</summary>
/// <param name="Address">What its commands begin with.</param>
public sealed record MadePage(PersonalToken Row, string Token, string Address);

/// <summary>Asks before a token is revoked.</summary>
public sealed record RevokePage(PersonalToken Token);

/// <summary>Asks for a code, or shows what waits behind one.</summary>
/// <param name="Waiting">Null: there is no code yet, or nothing behind it.</param>
/// <param name="Error">Null on the first visit.</param>
public sealed record DevicePage(string? Code, DeviceRequest? Waiting, string? Error);
