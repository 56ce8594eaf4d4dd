using CloudBuffer.Data;

namespace CloudBuffer.Files;

/// <summary>A file together with its token, which only its owner is shown.</summary>
public sealed record SharedFile(string Token, StoredFile Row);
