using CloudBuffer.Responses;

namespace CloudBuffer.Transfers;

/// <summary>Which parts of an upload body a route accepts. Other parts are ignored.</summary>
public sealed record UploadFormat
{
    /// <summary>Form fields that contain files.</summary>
    public string[] FileFields { get; init; } = [];

    /// <summary>Form fields that contain texts.</summary>
    public string[] TextFields { get; init; } = [];

    /// <summary>The meaning of a body that is not <c>multipart/form-data</c>.</summary>
    public RawBodyKind RawBody { get; init; } = RawBodyKind.Ignored;

    /// <summary>The number of files in a body; null for the number of files that a user may store.</summary>
    public int? MaxFiles { get; init; }

    /// <summary>Ignore files without a name and empty texts: the form fields that a browser user left empty.</summary>
    public bool SkipEmptyFields { get; init; }

    /// <summary>The error for a file with neither name nor content, which a browser sends if no file was chosen.</summary>
    public Error NoFile { get; init; } = Errors.FileNameMissing;
}
