using System.Net;
using System.Text.Json;

namespace CloudBuffer.Tests;

/// <summary>Reads and checks responses.</summary>
static class ResponseAssertions
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static Task<string> TextAsync(this HttpResponseMessage response) => response.Content.ReadAsStringAsync(Cancelled);

    public static Task<byte[]> BytesAsync(this HttpResponseMessage response) => response.Content.ReadAsByteArrayAsync(Cancelled);

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.TextAsync()).RootElement;

    public static string Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : "";

    /// <summary>Problem details with this status and code, and without a stack trace.</summary>
    public static async Task IsProblemAsync(this Task<HttpResponseMessage> request, int status, string code)
    {
        using var response = await request;
        await response.IsProblemAsync(status, code);
    }

    public static async Task IsProblemAsync(this HttpResponseMessage response, int status, string code)
    {
        var body = await response.TextAsync();
        Assert.True(status == (int)response.StatusCode, $"Expected {status} {code}, got {(int)response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
        Assert.DoesNotContain("   at ", body);
    }

    public static async Task HasStatusAsync(this Task<HttpResponseMessage> request, HttpStatusCode status)
    {
        using var response = await request;
        Assert.True(status == response.StatusCode, $"Expected {status}, got {response.StatusCode}: {await response.TextAsync()}");
    }
}
