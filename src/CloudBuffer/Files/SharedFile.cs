using CloudBuffer.Data;

namespace CloudBuffer.Files;

/// <summary>A file with its token, which is only shown to its owner.</summary>
public sealed record SharedFile(string Token, StoredFile Row);
