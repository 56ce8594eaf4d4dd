using CloudBuffer.Data;

namespace CloudBuffer.ReceiveLinks;

/// <summary>My link for guests.</summary>
/// <param name="Link">Null when none is open.</param>
/// <param name="Url">What the code says; empty when none is open.</param>
public sealed record ReceiveLinkPage(ReceiveLink? Link, string Url);
