
namespace CloudBuffer.Live;

/// <summary>Something of one user has changed. It says where to look, not what is there now.</summary>
/// <param name="Kind"><c>buffer</c>, <c>file</c> or <c>device</c>.</param>
/// <param name="Id">Which version, file or device it is about; empty for what is no more.</param>
public sealed record LiveEvent(string Kind, string Id);
