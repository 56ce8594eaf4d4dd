using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Data;

/// <summary>An account. What it owns points to it by <see cref="IdentityUser{TKey}.Id"/>.</summary>
public sealed class AppUser : IdentityUser;
