namespace CloudBuffer.Tokens;

/// <summary>The form for a user code, or the request with this code.</summary>
/// <param name="Request">Null if there is no code, or no request with it.</param>
/// <param name="Error">Null on the first visit.</param>
public sealed record DeviceAuthorizationPage(string? Code, DeviceAuthorizationRequest? Request, string? Error);
