using CloudBuffer.Data;

namespace CloudBuffer.ReceiveLinks;

/// <summary>The receive link of the signed-in user.</summary>
/// <param name="Link">Null if none is open.</param>
/// <param name="Url">Absolute; empty if none is open.</param>
public sealed record ReceiveLinkPage(ReceiveLink? Link, string Url);
