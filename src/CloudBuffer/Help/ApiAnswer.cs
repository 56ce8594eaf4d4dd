namespace CloudBuffer.Help;

/// <param name="MediaType">Empty where the answer has no body.</param>
/// <param name="Headers">Name and meaning.</param>
sealed record ApiAnswer(int Status, string Description, string MediaType = "", ApiField[]? Fields = null, (string Name, string Meaning)[]? Headers = null)
{
    /// <summary>A list of objects with the fields.</summary>
    public bool IsList { get; init; }
}
