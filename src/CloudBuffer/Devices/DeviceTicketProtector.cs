using System.Security.Claims;
using System.Security.Cryptography;
using CloudBuffer.Access;
using CloudBuffer.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace CloudBuffer.Devices;

/// <summary>Encrypts authentication tickets, and adds the claims of the device when they are decrypted.</summary>
public sealed class DeviceTicketProtector(IDataProtectionProvider protection, SessionCookie cookie)
{
    readonly IDataProtector protector = protection.CreateProtector("CloudBuffer.DeviceTicket");

    public byte[] Protect(AuthenticationTicket ticket)
    {
        cookie.MarkStored(ticket.Properties);
        return protector.Protect(TicketSerializer.Default.Serialize(ticket));
    }

    /// <returns>Null if the Data Protection keys are lost: all users must sign in again.</returns>
    public AuthenticationTicket? Unprotect(DeviceSession row)
    {
        try
        {
            if (TicketSerializer.Default.Deserialize(protector.Unprotect(row.Ticket)) is not { } ticket)
                return null;
            var identity = (ClaimsIdentity)ticket.Principal.Identity!;
            foreach (var old in identity.FindAll(claim => claim.Type is SessionClaims.Device or SessionClaims.TemporaryUntil).ToList())
                identity.RemoveClaim(old);
            identity.AddClaim(new Claim(SessionClaims.Device, row.Id));
            if (row.Origin == DeviceOrigin.Borrowed)
                identity.AddClaim(new Claim(SessionClaims.TemporaryUntil, row.ExpiresAt.UtcDateTime.ToString("O")));
            return ticket;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
