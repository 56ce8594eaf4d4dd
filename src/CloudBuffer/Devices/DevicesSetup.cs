using System.Security.Claims;
using CloudBuffer.Access;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace CloudBuffer.Devices;

static class DevicesSetup
{
    public static void AddDevices(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<DeviceTicketProtector>();
        services.AddSingleton<DeviceSessionStore>();
        services.AddSingleton<PairingStore>();
        services.AddHostedService<RevocationMonitor>();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<DeviceSessionStore>((cookie, store) => cookie.SessionStore = store);
        // SecurityStampValidator rebuilds the principal periodically and would drop the claims of the device.
        services.Configure<SecurityStampValidatorOptions>(stamp => stamp.OnRefreshingPrincipal = refreshing =>
        {
            foreach (var claim in refreshing.CurrentPrincipal?.Claims.Where(claim => claim.Type is SessionClaims.Device or SessionClaims.TemporaryUntil) ?? [])
                ((ClaimsIdentity)refreshing.NewPrincipal!.Identity!).AddClaim(claim.Clone());
            return Task.CompletedTask;
        });
    }
}
