
namespace CloudBuffer.Tokens;

/// <summary>Asks for a code, or shows what waits behind one.</summary>
/// <param name="Waiting">Null: there is no code yet, or nothing behind it.</param>
/// <param name="Error">Null on the first visit.</param>
public sealed record DeviceAuthorizationPage(string? Code, DeviceAuthorizationRequest? Waiting, string? Error);
