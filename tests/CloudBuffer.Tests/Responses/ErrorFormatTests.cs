using System.Text.Json;

namespace CloudBuffer.Tests.Responses;

/// <summary>An error has a body in the format that the client accepts, from every layer.</summary>
public sealed class ErrorFormatTests(EmbeddedApp fixture)
{
    public static TheoryData<string, string, string> Errors => new()
    {
        { "GET", "/nowhere", "not_found" }, // routing
        { "PATCH", "/file/mine", "method_not_allowed" },
        { "GET", "/f/aaaaaaaaaaaaaaaaaaaaaa", "file_not_found" }, // controllers
        { "GET", "/file/buffer", "buffer_empty" },
        { "PUT", "/file/load", "filename_missing" },
        { "POST", "/file/buffer", "data_type_missing" },
        { "GET", "/file/get?token=%00", "bad_request" }, // filters
        { "GET", "/file/get?token=", "token_missing" },
        { "POST", "/account/login", "content_type_unsupported" }, // body readers
        { "GET", "/file/buffer?wait=x", "wait_invalid" },
    };

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Errors))]
    public async Task An_error_is_lines_of_text_for_text_plain_and_else_problem_details(string method, string path, string code)
    {
        var user = await fixture.SharedUserAsync();
        string[] accepts = ["text/plain", "text/plain;q=0.9, image/png", "*/*", "application/json", "image/png", "text/plain;q=0.1, application/json"];
        foreach (var accept in accepts)
        {
            using var response = await user.SendAsync(new HttpMethod(method), path, method == "GET" ? null : new ByteArrayContent([1]), ("Accept", accept));
            Assert.InRange((int)response.StatusCode, 400, 499);
            var body = await response.TextAsync();
            bool isText = accept.StartsWith("text/plain", StringComparison.Ordinal) && !accept.EndsWith("json", StringComparison.Ordinal);
            Assert.Equal(isText ? "text/plain" : "application/problem+json", response.Content.Headers.ContentType?.MediaType);
            if (isText)
                Assert.Matches($"^[^\n]+\n[^\n]+\n{code}\n$", body);
            else
                Assert.Equal(code, JsonDocument.Parse(body).RootElement.GetProperty("code").GetString());
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Host", "evil.example.org", "host_not_allowed")]
    [InlineData("Origin", "http://evil.example.org", "cross_site")]
    [InlineData("Authorization", "Bearer cb_x_y", "token_invalid")]
    [InlineData("Content-Encoding", "gzip", "content_encoding_unsupported")]
    public async Task An_error_of_middleware_is_lines_of_text_too(string header, string value, string code)
    {
        var user = await fixture.SharedUserAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(fixture.App.Address, "/file/load/a")) { Content = new ByteArrayContent([1]) };
        request.Headers.TryAddWithoutValidation("Accept", "text/plain");
        if (header != "Authorization")
            request.Headers.TryAddWithoutValidation("Cookie", user.Cookie);
        if (header.StartsWith("Content", StringComparison.Ordinal))
            request.Content.Headers.Remove(header);
        if (!request.Headers.TryAddWithoutValidation(header, value))
            request.Content.Headers.TryAddWithoutValidation(header, value);
        using var response = await user.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith($"\n{code}\n", await response.TextAsync());
    }
}
