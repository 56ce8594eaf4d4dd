using CloudBuffer.Access;

namespace CloudBuffer.Tokens;

/// <summary>Scopes of access tokens as the pages name them.</summary>
static class ScopeLabels
{
    /// <param name="name">One of <see cref="ScopeNames.All"/>.</param>
    public static string Of(string name) => ScopeNames.Parse(name) switch
    {
        Scopes.BufferRead => "Read items",
        Scopes.BufferWrite => "Send items",
        Scopes.FileRead => "List files",
        Scopes.FileWrite => "Share and delete files",
        _ => name,
    };

    public static string Of(IEnumerable<string> names) => string.Join(", ", names.Select(Of));
}
