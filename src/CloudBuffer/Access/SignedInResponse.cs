using System.ComponentModel;

namespace CloudBuffer.Access;

/// <summary>The user of a new session.</summary>
sealed record SignedInResponse(
    [property: Description("The user name.")] string? Username);
