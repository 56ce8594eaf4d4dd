using static CloudBuffer.Tests.Devices.PairingSteps;

namespace CloudBuffer.Tests.Devices;

/// <summary>A temporary sign-in while its cookie is renewed.</summary>
public sealed class TemporarySignInExpiryTests
{
    static readonly TimeSpan StampInterval = TimeSpan.FromMilliseconds(500);

    [Trait("Category", "Slow")]
    [Fact(Timeout = 180_000)]
    public async Task Use_does_not_extend_a_temporary_sign_in()
    {
        await using var app = await new AppProcess(("CloudBuffer__Intervals__SecurityStamp", $"{StampInterval}")).StartAsync();
        using var phone = new Visitor(app.Address);
        using var computer = new Visitor(app.Address);
        await phone.RegisterAsync();
        await SignInTemporarilyAsync(computer, phone);
        var expiry = await ExpiryAsync();
        // With the security stamp verified, the cookie is renewed.
        await Task.Delay(2 * StampInterval, TestContext.Current.CancellationToken);
        await computer.GetAsync("/file/buffer").IsProblemAsync(404, "buffer_empty");
        Assert.Equal(expiry, await ExpiryAsync());

        // Proves that the interval was in force.
        app.Execute($"update Users set SecurityStamp = 'another' where UserName = '{phone.Name}'");
        await Task.Delay(2 * StampInterval, TestContext.Current.CancellationToken);
        await computer.GetAsync("/file/buffer").IsProblemAsync(401, "sign_in_required");

        async Task<DateTimeOffset> ExpiryAsync() => (await DeviceSteps.ListAsync(phone))
            .Single(device => device.GetProperty("origin").GetString() == "borrowed").GetProperty("expiresAt").GetDateTimeOffset();
    }
}
