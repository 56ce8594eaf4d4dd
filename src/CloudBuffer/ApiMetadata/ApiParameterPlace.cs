namespace CloudBuffer.ApiMetadata;

enum ApiParameterPlace
{
    /// <summary>Applies only to routes whose template has it.</summary>
    Path,

    /// <summary>In the path where the route template has it.</summary>
    Query,

    Header,
}
