using System.Net.Sockets;
using System.Reflection;
using System.Text;
using CloudBuffer.Responses;

namespace CloudBuffer.Tests.Responses;

/// <summary>Every error code is covered, including those of errors that belong to no feature.</summary>
public sealed class ErrorCodeTests(EmbeddedApp fixture)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_error_code_is_named_by_a_test()
    {
        var codes = typeof(Errors).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<Error>().Select(error => error.Code).ToList();
        Assert.True(codes.Count > 40);
        var tests = string.Concat(Directory.EnumerateFiles(Path.Combine(AppProcess.Repository, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText));
        Assert.DoesNotContain(codes, code => !tests.Contains($"\"{code}\"", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_unknown_route_gets_not_found()
    {
        using var anonymous = fixture.NewVisitor();
        await anonymous.GetAsync("/nowhere").IsProblemAsync(404, "not_found");
    }

    [Fact]
    public void A_bare_403_from_the_framework_becomes_forbidden() => Assert.Equal("forbidden", Errors.OfStatus(403).Code);

    [Trait("Category", "Slow")] // Kestrel gives a body 20 seconds before it measures its rate
    [Fact(Timeout = 60_000)]
    public async Task A_stalled_body_gets_request_timeout()
    {
        using var user = await fixture.NewUserAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(fixture.App.Address.Host, fixture.App.Address.Port, Cancelled);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"PUT /file/load/x HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nCookie: {user.Cookie}\r\n"
            + "Content-Length: 1000000\r\n\r\nonly this"), Cancelled);
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync(Cancelled));
        Assert.Contains("request_timeout", await reader.ReadToEndAsync(Cancelled));
    }
}
