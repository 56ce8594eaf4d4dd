namespace CloudBuffer.Access;

/// <summary>The names of scopes, in the syntax of RFC 6749 §3.3.</summary>
public static class ScopeNames
{
    static readonly (Scopes Scope, string Name)[] Known =
    [
        (Scopes.BufferRead, "buffer:read"), (Scopes.BufferWrite, "buffer:write"), (Scopes.FileRead, "file:read"), (Scopes.FileWrite, "file:write"),
    ];

    public static IEnumerable<string> All => Known.Select(known => known.Name);

    public static IReadOnlyList<string> Names(this Scopes scopes) =>
        [.. Known.Where(known => scopes.HasFlag(known.Scope)).Select(known => known.Name)];

    /// <param name="text">Names separated by spaces or commas.</param>
    /// <returns>Null if a name is unknown; <see cref="Scopes.None"/> if there is none.</returns>
    public static Scopes? Parse(string text)
    {
        var scopes = Scopes.None;
        foreach (var name in text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var known = Array.Find(Known, known => known.Name == name);
            if (known.Name is null)
                return null;
            scopes |= known.Scope;
        }
        return scopes;
    }
}
