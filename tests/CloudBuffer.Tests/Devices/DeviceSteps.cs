using System.Net;
using System.Text.Json;

namespace CloudBuffer.Tests.Devices;

/// <summary>Requests about the devices of a user.</summary>
static class DeviceSteps
{
    /// <summary>Signs the user in on another device.</summary>
    public static async Task<Visitor> SignInAsync(AppFixture fixture, Visitor user, string userAgent)
    {
        var device = fixture.NewVisitor();
        device.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        await device.PostJsonAsync("/account/login", new { username = user.Name, password = Visitor.Password }).HasStatusAsync(HttpStatusCode.OK);
        return device;
    }

    public static async Task<List<JsonElement>> ListAsync(Visitor user)
    {
        using var response = await user.GetAsync("/device", ("Accept", "application/json"));
        return [.. (await response.JsonAsync()).EnumerateArray()];
    }
}
