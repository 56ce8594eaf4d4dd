using CloudBuffer.Access;
using CloudBuffer.ApiMetadata;
using CloudBuffer.Responses;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.RateLimiting;

namespace CloudBuffer.Help;

/// <summary>One method of one route, described by the metadata of its endpoint.</summary>
/// <param name="path">With parameters in braces.</param>
sealed class ApiOperation(string method, string path, IReadOnlyList<object> metadata)
{
    static readonly Error[] ErrorsOfAll = [Errors.HostNotAllowed, Errors.CookieDuplicate, Errors.Internal, Errors.Busy];

    readonly List<ApiMetadataAttribute> parts = [.. metadata.OfType<ApiMetadataAttribute>()];

    public string Path => path;

    /// <summary>Null for endpoints that are not described, such as static files.</summary>
    public string? Summary => Find<IEndpointSummaryMetadata>()?.Summary;

    public string? Description => Find<IEndpointDescriptionMetadata>()?.Description;

    public bool IsPage => Find<PageAttribute>() is not null;

    public bool IsAnonymous => Find<IAllowAnonymous>() is not null;

    /// <summary>What an access token needs; null if the operation accepts none.</summary>
    public Scopes? Scopes => Find<TokenScopeAttribute>()?.Scopes;

    public IEnumerable<ApiParameter> Parameters => parts.SelectMany(part => part.Parameters)
        .Select(parameter => IsInPath(parameter) ? parameter with { Place = ApiParameterPlace.Path, Required = true } : parameter)
        .Where(parameter => parameter.Place != ApiParameterPlace.Path || IsInPath(parameter));

    public IReadOnlyList<string> BodyMediaTypes => [.. parts.SelectMany(part => part.BodyMediaTypes).Distinct()];

    public bool IsBodyRequired => parts.Any(part => part.BodyMediaTypes.Any() && !part.IsBodyOptional);

    public IReadOnlyList<ApiField> BodyFields => [.. parts.SelectMany(part => part.BodyFields)];

    public IEnumerable<ApiResponse> Responses => parts.SelectMany(part => part.Responses).OrderBy(response => response.Status);

    /// <summary>With those that other metadata implies.</summary>
    public IEnumerable<Error> AllErrors => ErrorsOfAll.Concat(parts.SelectMany(part => part.Errors)).Concat(AccessErrors()).Distinct();

    public IEnumerable<ApiResponseHeader> HeadersOf(int status) => parts.SelectMany(part => part.ResponseHeaders)
        .Where(header => header.Status == status || (header.Status == 0 && status is >= 200 and < 300));

    IEnumerable<Error> AccessErrors()
    {
        if (!IsAnonymous)
        {
            yield return Errors.SignInRequired;
            yield return Errors.TokenInvalid;
            yield return Scopes is null ? Errors.TokenNotAccepted : Errors.ScopeMissing;
        }
        if (Find<RefuseTemporarySignInAttribute>() is not null)
            yield return Errors.OwnDeviceRequired;
        if (Find<RequireRecentAuthenticationAttribute>() is not null)
            yield return Errors.PasswordRequired;
        if (Find<EnableRateLimitingAttribute>() is not null)
            yield return Errors.TooManyRequests;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsOptions(method))
            yield return Errors.CrossSite;
    }

    bool IsInPath(ApiParameter parameter) =>
        parameter.Place != ApiParameterPlace.Header && path.Contains($"{{{parameter.Name}}}", StringComparison.Ordinal);

    T? Find<T>() where T : class => metadata.OfType<T>().LastOrDefault();
}
