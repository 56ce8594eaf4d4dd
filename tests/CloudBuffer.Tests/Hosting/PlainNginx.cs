namespace CloudBuffer.Tests.Hosting;

/// <summary>nginx without TLS, with its own timeouts or shorter ones.</summary>
/// <param name="timeout">A directive; empty for the default of 60 seconds.</param>
public abstract class PlainNginx(string timeout) : Nginx
{
    public override Uri Address => new($"http://127.0.0.1:{Port}");

    protected override string Configure(string snippet) => Complete($$"""
        server {
            listen 127.0.0.1:{{Port}};
            location / {
                proxy_pass http://{{App.Address.Authority}};
                proxy_set_header Host $http_host;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
                {{timeout}}
            }
        }
        """);

    public sealed class Impatient() : PlainNginx("proxy_read_timeout 2s;")
    {
        protected override (string Name, string Value)[] Settings => [("CloudBuffer__Intervals__Heartbeat", "00:00:00.5")];
    }

    public sealed class Unconfigured() : PlainNginx("");
}
