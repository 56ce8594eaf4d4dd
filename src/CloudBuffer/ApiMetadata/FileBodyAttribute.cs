using System.Net.Mime;
using CloudBuffer.Responses;
using KnownErrors = CloudBuffer.Responses.Errors;

namespace CloudBuffer.ApiMetadata;

/// <summary>The body is a multipart form with parts named <c>file</c>, or the bytes of one file.</summary>
sealed class FileBodyAttribute : ApiMetadataAttribute
{
    const string Raw = MediaTypeNames.Application.Octet;
    const string Multipart = MediaTypeNames.Multipart.FormData;

    /// <summary>Only a multipart form, which may also have a field <c>text</c>.</summary>
    public bool IsForm { get; init; }

    public override IEnumerable<ApiParameter> Parameters => IsForm ? [] :
    [
        new("name", ApiParameterPlace.Path, "The file name.", typeof(string), Required: true),
        new("filename", ApiParameterPlace.Query, "The name of a raw body.", typeof(string), Required: false),
        new("Content-Disposition", ApiParameterPlace.Header, "The name of a raw body: attachment; filename*=UTF-8''NAME.", typeof(string), Required: false),
        new(
            "Content-Digest", ApiParameterPlace.Header,
            "sha-256=:BASE64: of the body (RFC 9530); Repr-Digest is accepted as well. A body that does not match is rejected and not stored.",
            typeof(string), Required: false),
    ];

    public override IEnumerable<string> BodyMediaTypes => IsForm ? [Multipart] : [Raw, Multipart];

    public override IEnumerable<ApiField> BodyFields => IsForm
        ? [new("file", "A file.", typeof(Stream)), new("text", "A text, stored as a file.", typeof(string))]
        : [new("file", "The file.", typeof(Stream))];

    public override IEnumerable<Error> Errors =>
    [
        KnownErrors.MultipartInvalid, KnownErrors.DigestInvalid, KnownErrors.DigestMismatch, KnownErrors.TooLarge,
        KnownErrors.ContentEncodingUnsupported, KnownErrors.RequestTimeout, KnownErrors.StorageFull,
    ];
}
