namespace CloudBuffer.Tests.Hosting;

/// <summary>HAProxy without TLS, with the timeouts of Debian's configuration or shorter ones.</summary>
public abstract class PlainHaProxy(string timeout) : HaProxy
{
    public override Uri Address => new($"http://127.0.0.1:{Port}");

    protected override string Configure(string snippet) => $"""
        frontend http
            mode http
            bind 127.0.0.1:{Port}
            timeout client {timeout}
            http-request set-header X-Forwarded-For %[src]
            http-request set-header X-Forwarded-Proto http
            default_backend cloudbuffer

        backend cloudbuffer
            mode http
            timeout connect 5s
            timeout server {timeout}
            server cloudbuffer {App.Address.Authority}

        """;

    public sealed class Impatient() : PlainHaProxy("2s")
    {
        protected override (string Name, string Value)[] Settings => [("CloudBuffer__Intervals__Heartbeat", "00:00:00.5")];
    }

    public sealed class Unconfigured() : PlainHaProxy("50s");
}
