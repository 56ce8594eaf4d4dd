using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CloudBuffer.Tests.Hosting;

/// <summary>
/// The app behind a real reverse proxy, with the configuration and the environment of <c>docs/deployment.md</c>. Only ports and the paths
/// of certificates are replaced.
/// </summary>
public abstract class ReverseProxy(string language) : IAsyncLifetime
{
    const string CertificatePath = "/etc/ssl/buffer.example.org";

    readonly int port = Ports.Free();
    readonly ConcurrentQueue<string?> log = new();
    Process? process;

    public AppProcess App { get; private set; } = null!;

    public virtual Uri Address => new($"https://buffer.example.org:{port}");

    protected string Folder { get; } = Directory.CreateTempSubdirectory("cbrp-").FullName;

    protected string Port => port.ToString(CultureInfo.InvariantCulture);

    public Visitor NewVisitor() => new(Address);

    public async ValueTask InitializeAsync()
    {
        App = await new AppProcess(
            [("CloudBuffer__PublicUrl", Address.ToString()), ("CloudBuffer__TrustedProxies", "127.0.0.1"), .. Settings]).StartAsync();
        CreateCertificate();
        var path = Path.Combine(Folder, "configuration");
        await File.WriteAllTextAsync(path, Configure(Snippet()
            .Replace(CertificatePath, $"{Folder}/certificate", StringComparison.Ordinal)
            .Replace("127.0.0.1:8000", App.Address.Authority, StringComparison.Ordinal)));
        var start = Command(path);
        start.WorkingDirectory = Folder;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["HOME"] = Folder;
        process = ExternalTool.Start(start);
        process.OutputDataReceived += (_, line) => log.Enqueue(line.Data);
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.Async("the reverse proxy listens", ListensAsync);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        await App.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    protected virtual (string Name, string Value)[] Settings => [("CloudBuffer__Limits__FailedSignInsPerNetwork", "3")];

    /// <summary>The complete configuration.</summary>
    /// <param name="snippet">The documented part of it.</param>
    protected abstract string Configure(string snippet);

    protected abstract ProcessStartInfo Command(string configurationPath);

    string Snippet()
    {
        var document = File.ReadAllText(Path.Combine(AppProcess.Repository, "docs", "deployment.md"));
        var start = document.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return document[start..document.IndexOf("```", start, StringComparison.Ordinal)];
    }

    void CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=buffer.example.org", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificatePem, keyPem) = (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(Path.Combine(Folder, "certificate.pem"), certificatePem);
        File.WriteAllText(Path.Combine(Folder, "certificate.key"), keyPem);
        File.WriteAllText(Path.Combine(Folder, "certificate.combined.pem"), certificatePem + keyPem);
    }

    async Task<bool> ListensAsync()
    {
        Assert.False(process!.HasExited, $"The reverse proxy has ended: {string.Join('\n', log)}");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
