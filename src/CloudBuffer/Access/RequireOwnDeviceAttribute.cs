namespace CloudBuffer.Access;

/// <summary>What a borrowed computer may not do: anything by which it would stay in after its quarter of an hour.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class RequireOwnDeviceAttribute : Attribute;
