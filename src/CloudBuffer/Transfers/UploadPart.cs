namespace CloudBuffer.Transfers;

/// <summary>One thing that is being uploaded.</summary>
/// <param name="PartName">The name of the form field, or <see cref="UploadReader.RawBody"/>.</param>
/// <param name="FileName">Cleaned; null when none was given.</param>
/// <param name="ContentType">Cleaned.</param>
/// <param name="Length">In bytes; null when it is not known before the end.</param>
/// <param name="Body">To be read to its end before the next part is asked for.</param>
public sealed record UploadPart(string PartName, string? FileName, string ContentType, long? Length, Stream Body);
