using CloudBuffer.Access;
using CloudBuffer.Accounts;
using CloudBuffer.Buffers;
using CloudBuffer.Data;
using CloudBuffer.Devices;
using CloudBuffer.Files;
using CloudBuffer.Help;
using CloudBuffer.Hosting;
using CloudBuffer.Live;
using CloudBuffer.ReceiveLinks;
using CloudBuffer.Redis;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using CloudBuffer.Tokens;
using CloudBuffer.Transfers;
using CloudBuffer.Uploads;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

PrivateFiles.UseByDefault();
try
{
    var app = Build(args);
    app.PrintUrlsWhenStarted();
    app.OpenStorage();
    await app.MigrateAsync();
    await app.RunAsync();
    return 0;
}
catch (SettingException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    Console.Error.WriteLine($"Urls: {e.Message}");
    return 1;
}

/// <summary>The entry point.</summary>
public static partial class Program
{
    /// <summary>The application with all services and endpoints, not started.</summary>
    internal static WebApplication Build(string[] args)
    {
        // appsettings.json and wwwroot are beside the program; relative paths in settings refer to the working directory.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(Options.Create(CloudBufferOptions.From(builder.Configuration)));
        builder.Services.AddSingleton(Intervals.From(builder.Configuration));

        builder.AddHosting();
        builder.AddData();
        builder.AddRedis();
        builder.Services.AddStorage();
        builder.Services.AddAccess();
        builder.Services.AddTransfers();
        builder.Services.AddLive();
        builder.Services.AddAccounts();
        builder.Services.AddDevices();
        builder.AddTokens();
        builder.Services.AddFiles();
        builder.Services.AddUploads();
        builder.Services.AddBuffers();
        builder.Services.AddReceiveLinks();
        builder.Services.AddHelp();

        var app = builder.Build();
        app.UseHosting();
        app.MapStaticAssets().AllowAnonymous();
        app.MapControllers();
        app.MapHealth();
        app.MapHelp();
        return app;
    }
}
