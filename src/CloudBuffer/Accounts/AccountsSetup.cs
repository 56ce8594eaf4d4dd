using CloudBuffer.Access;
using CloudBuffer.Data;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Accounts;

static class AccountsSetup
{
    /// <summary>Identity, the session cookie, and the fallback policy: every endpoint requires a sign-in unless it is anonymous.</summary>
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<AppUser>(identity =>
            {
                // Length makes a password strong; composition rules only make it hard to remember.
                identity.Password.RequiredLength = 8;
                identity.Password.RequiredUniqueChars = 4;
                identity.Password.RequireDigit = identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
            })
            .AddEntityFrameworkStores<AppDbContext>()
            .AddPasswordValidator<PasswordRules>()
            .AddSignInManager();
        services.AddOptions<SecurityStampValidatorOptions>().Configure<Intervals>((stamp, intervals) => stamp.ValidationInterval = intervals.SecurityStamp);
        services.AddSingleton<SharedRateLimiter>();
        services.AddSingleton<PasswordHashThrottle>();
        services.AddSingleton<SignInRateLimits>();
        services.AddSingleton<AccountCreationLimit>();
        services.AddSingleton<KnownBrowser>();
        services.AddScoped<AccountLockout>();
        services.AddSingleton<IPasswordHasher<AppUser>, PasswordHasher<AppUser>>();
        services.AddScoped<SignIn>();
        services.AddScoped<Registration>();

        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.ApplicationScheme, cookie =>
            {
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.ExpireTimeSpan = SessionLifetime.Default;
                cookie.LoginPath = "/account/login";
                cookie.ReturnUrlParameter = "returnUrl";
                cookie.Events.OnRedirectToLogin = RedirectToSignInAsync;
                cookie.Events.OnRedirectToAccessDenied = context => context.HttpContext.WriteErrorAsync(Errors.OwnDeviceRequired);
            })
            // SecurityStampValidator signs out of this scheme, too, when it rejects a session.
            .AddCookie(IdentityConstants.TwoFactorRememberMeScheme);
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<SessionCookie, IOptions<CloudBufferOptions>>(ConfigureCookie);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser()
                .AddRequirements(new TokenScopeRequirement(), new NoTemporarySignInRequirement()).Build());
    }

    static void ConfigureCookie(CookieAuthenticationOptions cookie, SessionCookie sessionCookie, IOptions<CloudBufferOptions> options)
    {
        cookie.CookieManager = sessionCookie;
        cookie.Cookie.Name = sessionCookie.Name;
        cookie.Cookie.Path = sessionCookie.Path;
        // Plain http on a LAN must work.
        cookie.Cookie.SecurePolicy = options.Value.IsPublicOverHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.Events.OnSigningIn = context =>
        {
            sessionCookie.MarkNew(context.Properties);
            return Task.CompletedTask;
        };
        cookie.Events.OnValidatePrincipal = context =>
        {
            sessionCookie.Validate(context);
            return context.Principal is null ? Task.CompletedTask : SecurityStampValidator.ValidatePrincipalAsync(context);
        };
    }

    static Task RedirectToSignInAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.HttpContext.AcceptedFormat(Format.Json) == Format.Html)
        {
            context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        }
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"CloudBuffer\"";
        return context.HttpContext.WriteErrorAsync(Errors.SignInRequired);
    }
}
