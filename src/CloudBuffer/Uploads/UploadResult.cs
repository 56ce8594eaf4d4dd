namespace CloudBuffer.Uploads;

/// <summary>The file or item that a resumable upload became.</summary>
/// <param name="Header">The response header that identifies it.</param>
/// <param name="Value">The value of the header: the token of the file, or the version of the buffer.</param>
/// <param name="Path">For <c>Content-Location</c>, relative to the base URL.</param>
public sealed record UploadResult(string Header, string Value, string Path);
