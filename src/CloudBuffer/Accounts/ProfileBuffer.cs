namespace CloudBuffer.Accounts;

/// <param name="Kind"><c>text</c> or <c>file</c>.</param>
/// <param name="Size">In bytes.</param>
public sealed record ProfileBuffer(string Kind, long Size, DateTimeOffset ExpiresAt);
