using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Data;

/// <summary>An account. Rows refer to their owner by <see cref="IdentityUser{TKey}.Id"/>.</summary>
public sealed class AppUser : IdentityUser;
