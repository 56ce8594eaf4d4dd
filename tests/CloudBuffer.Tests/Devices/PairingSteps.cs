using System.Net;
using System.Text.Json;

namespace CloudBuffer.Tests.Devices;

/// <summary>The requests of signing in by scanning, as the pages make them.</summary>
static class PairingSteps
{
    /// <summary>A phone, by a laptop that is signed in.</summary>
    public static async Task AddAsync(Visitor phone, Visitor laptop)
    {
        var offer = await OfferAsync(laptop);
        var (claim, number) = await ClaimAsync(phone, offer.Secret);
        await AnswerAsync(laptop, offer.Id, "allow", number).HasStatusAsync(HttpStatusCode.NoContent);
        await FinishAsync(phone, claim).HasStatusAsync(HttpStatusCode.OK);
    }

    /// <summary>A borrowed computer, by a phone that is signed in.</summary>
    public static async Task LetInAsync(Visitor computer, Visitor phone)
    {
        var request = await RequestAsync(computer);
        using var look = await LookAsync(phone, request.Secret);
        await AnswerAsync(phone, (await look.JsonAsync()).GetProperty("id").GetString()!, "allow", request.Number).HasStatusAsync(HttpStatusCode.NoContent);
        await FinishAsync(computer, request.Claim).HasStatusAsync(HttpStatusCode.OK);
    }

    public static async Task<(string Id, string Secret, string Url)> OfferAsync(Visitor laptop)
    {
        using var answer = await laptop.SendAsync(HttpMethod.Post, "/device/offer", null);
        var json = await answer.JsonAsync();
        var url = json.GetProperty("url").GetString()!;
        return (json.GetProperty("id").GetString()!, url[(url.IndexOf('#') + 1)..], url);
    }

    public static async Task<(string Secret, string Claim, string Number)> RequestAsync(Visitor computer)
    {
        using var answer = await computer.SendAsync(HttpMethod.Post, "/device/request", null);
        var json = await answer.JsonAsync();
        var url = json.GetProperty("url").GetString()!;
        return (url[(url.IndexOf('#') + 1)..], json.GetProperty("claim").GetString()!, json.GetProperty("number").GetString()!);
    }

    public static async Task<(string Claim, string Number)> ClaimAsync(Visitor phone, string secret)
    {
        using var answer = await ClaimOnceAsync(phone, secret);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var json = await answer.JsonAsync();
        return (json.GetProperty("claim").GetString()!, json.GetProperty("number").GetString()!);
    }

    public static async Task<JsonElement> StateAsync(Visitor laptop, string id)
    {
        using var answer = await laptop.GetAsync($"/device/offer/{id}");
        return await answer.JsonAsync();
    }

    public static Task<HttpResponseMessage> ClaimOnceAsync(Visitor phone, string secret) => phone.PostJsonAsync("/device/claim", new { secret });

    public static Task<HttpResponseMessage> LookAsync(Visitor phone, string secret) => phone.PostJsonAsync("/device/look", new { secret });

    public static Task<HttpResponseMessage> AnswerAsync(Visitor laptop, string id, string answer, string number) => laptop.PostJsonAsync("/device/answer", new { id, answer, number });

    public static Task<HttpResponseMessage> FinishAsync(Visitor phone, string claim) => phone.PostJsonAsync("/device/finish", new { claim });
}
