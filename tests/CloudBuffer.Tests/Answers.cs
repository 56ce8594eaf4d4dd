using System.Net;
using System.Text.Json;

namespace CloudBuffer.Tests;

/// <summary>What tests say about answers.</summary>
static class Answers
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static Task<string> TextAsync(this HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancelled);

    public static Task<byte[]> BytesAsync(this HttpResponseMessage answer) => answer.Content.ReadAsByteArrayAsync(Cancelled);

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.TextAsync()).RootElement;

    public static string Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : "";

    /// <summary>Problem details with this status and code, and nothing of the inside.</summary>
    public static async Task IsProblemAsync(this Task<HttpResponseMessage> asked, int status, string code)
    {
        using var answer = await asked;
        await answer.IsProblemAsync(status, code);
    }

    public static async Task IsProblemAsync(this HttpResponseMessage answer, int status, string code)
    {
        var body = await answer.TextAsync();
        Assert.True(status == (int)answer.StatusCode, $"{status} {code} was expected, but {(int)answer.StatusCode} came: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
        Assert.DoesNotContain("   at ", body);
    }

    public static async Task HasStatusAsync(this Task<HttpResponseMessage> asked, HttpStatusCode status)
    {
        using var answer = await asked;
        Assert.True(status == answer.StatusCode, $"{status} was expected, but {answer.StatusCode} came: {await answer.TextAsync()}");
    }
}
