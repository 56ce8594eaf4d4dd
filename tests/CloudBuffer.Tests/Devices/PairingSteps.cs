using System.Net;
using System.Text.Json;

namespace CloudBuffer.Tests.Devices;

/// <summary>The requests of pairing and temporary sign-in, as the pages send them.</summary>
static class PairingSteps
{
    /// <summary>Connects a phone through a laptop that is signed in.</summary>
    public static async Task ConnectAsync(Visitor phone, Visitor laptop)
    {
        var offer = await CreateOfferAsync(laptop);
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        await RespondAsync(laptop, offer.Id, "allow", number).HasStatusAsync(HttpStatusCode.NoContent);
        await RedeemAsync(phone, claim).HasStatusAsync(HttpStatusCode.OK);
    }

    /// <summary>Signs in a computer temporarily through a phone that is signed in.</summary>
    public static async Task SignInTemporarilyAsync(Visitor computer, Visitor phone)
    {
        var request = await CreateRequestAsync(computer);
        using var look = await LookUpAsync(phone, request.Secret);
        await RespondAsync(phone, (await look.JsonAsync()).GetProperty("id").GetString()!, "allow", request.Number).HasStatusAsync(HttpStatusCode.NoContent);
        await RedeemAsync(computer, request.Claim).HasStatusAsync(HttpStatusCode.OK);
    }

    public static async Task<(string Id, string Secret, string Url)> CreateOfferAsync(Visitor laptop)
    {
        using var response = await laptop.SendAsync(HttpMethod.Post, "/device/offer", null);
        var json = await response.JsonAsync();
        var url = json.GetProperty("url").GetString()!;
        return (json.GetProperty("id").GetString()!, url[(url.IndexOf('#') + 1)..], url);
    }

    public static async Task<(string Secret, string Claim, string Number)> CreateRequestAsync(Visitor computer)
    {
        using var response = await computer.SendAsync(HttpMethod.Post, "/device/request", null);
        var json = await response.JsonAsync();
        var url = json.GetProperty("url").GetString()!;
        return (url[(url.IndexOf('#') + 1)..], json.GetProperty("claim").GetString()!, json.GetProperty("number").GetString()!);
    }

    public static async Task<(string Claim, string Number)> ClaimAsync(Visitor phone, string secret)
    {
        using var response = await TryClaimAsync(phone, secret);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var json = await response.JsonAsync();
        return (json.GetProperty("claim").GetString()!, json.GetProperty("number").GetString()!);
    }

    public static async Task<JsonElement> StateAsync(Visitor laptop, string id)
    {
        using var response = await laptop.GetAsync($"/device/offer/{id}");
        return await response.JsonAsync();
    }

    public static Task<HttpResponseMessage> TryClaimAsync(Visitor phone, string secret) => phone.PostJsonAsync("/device/claim", new { secret });

    public static Task<HttpResponseMessage> LookUpAsync(Visitor phone, string secret) => phone.PostJsonAsync("/device/look", new { secret });

    public static Task<HttpResponseMessage> RespondAsync(Visitor laptop, string id, string response, string number) =>
        laptop.PostJsonAsync("/device/answer", new { id, answer = response, number });

    public static Task<HttpResponseMessage> RedeemAsync(Visitor phone, string claim) => phone.PostJsonAsync("/device/finish", new { claim });
}
