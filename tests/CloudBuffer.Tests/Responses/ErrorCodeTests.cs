using System.Reflection;
using CloudBuffer.Responses;

namespace CloudBuffer.Tests.Responses;

/// <summary>Every error code is covered, including those of errors that belong to no feature.</summary>
public sealed class ErrorCodeTests(EmbeddedApp fixture)
{
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
}
