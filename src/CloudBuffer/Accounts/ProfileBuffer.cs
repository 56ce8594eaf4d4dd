namespace CloudBuffer.Accounts;

/// <summary>The latest item of an account, without its content.</summary>
/// <param name="Kind"><c>text</c> or <c>file</c>.</param>
/// <param name="Size">In bytes.</param>
public sealed record ProfileBuffer(string Kind, long Size, DateTimeOffset ExpiresAt);
