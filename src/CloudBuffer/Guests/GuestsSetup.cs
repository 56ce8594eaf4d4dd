namespace CloudBuffer.Guests;

static class GuestsSetup
{
    public static void AddGuests(this IServiceCollection services) => services.AddScoped<GuestStore>();
}
