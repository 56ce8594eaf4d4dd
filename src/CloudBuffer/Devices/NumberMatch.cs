using System.Globalization;
using System.Security.Cryptography;

namespace CloudBuffer.Devices;

/// <summary>The number that both screens show, so that the user approves the right device.</summary>
static class NumberMatch
{
    const int Choices = 3;

    /// <summary>Two digits.</summary>
    public static string New() => Text(RandomNumberGenerator.GetInt32(10, 100));

    /// <summary>The number among wrong ones. Deterministic for a pairing: a changing set would reveal the right one.</summary>
    /// <param name="id">64 hex digits.</param>
    public static IReadOnlyList<string> ChoicesFor(string id, string number)
    {
        var others = Convert.FromHexString(id).Select(value => Text(10 + (value % 90))).Where(other => other != number).Distinct().Take(Choices - 1);
        return [.. others.Append(number).Order(StringComparer.Ordinal)];
    }

    /// <summary>Counts a wrong number. The pairing is denied after too many.</summary>
    public static Pairing Fail(Pairing pairing)
    {
        int attempts = pairing.WrongNumbers + 1;
        return pairing with { WrongNumbers = attempts, State = attempts >= MaxAttempts(pairing.Kind) ? PairingState.Denied : PairingState.Waiting };
    }

    // The number of a request is chosen from three, so a second attempt would succeed half the time.
    static int MaxAttempts(PairingKind kind) => kind == PairingKind.Request ? 1 : 3;

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
