using System.Globalization;
using CloudBuffer.Access;
using CloudBuffer.Display;
using CloudBuffer.Transfers;

namespace CloudBuffer.Tokens;

/// <summary>The submitted form for a new access token.</summary>
/// <param name="Problem">The first invalid field and a message; null if the form is valid.</param>
sealed record NewTokenForm(string Name, Scopes Scopes, int Days, (string Field, string Message)? Problem)
{
    public static NewTokenForm From(FormFields fields)
    {
        var name = DisplayNameSanitizer.Sanitize(fields["name"]);
        var scopes = ScopeNames.Parse(fields["scope"]);
        bool daysAreValid = TryParseDays(fields["days"], out int days);
        var problem = name.Length == 0 ? ("name", "Give it a name.")
            : scopes is null or Scopes.None ? ("scope", $"Choose its permissions: {string.Join(", ", ScopeNames.All)}.")
            : !daysAreValid ? ("days", $"Choose 1 to {AccessTokenStore.MaxDays} days.")
            : ((string Field, string Message)?)null;
        return new NewTokenForm(name, scopes ?? Scopes.All, daysAreValid ? days : AccessTokenStore.DefaultDays, problem);
    }

    static bool TryParseDays(string text, out int days)
    {
        days = AccessTokenStore.DefaultDays;
        return text.Length == 0 || (int.TryParse(text, CultureInfo.InvariantCulture, out days) && days is >= 1 and <= AccessTokenStore.MaxDays);
    }
}
