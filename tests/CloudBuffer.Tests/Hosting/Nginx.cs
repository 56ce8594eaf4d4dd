using System.Diagnostics;

namespace CloudBuffer.Tests.Hosting;

public class Nginx() : ReverseProxy("nginx")
{
    protected override string Configure(string snippet) =>
        Complete(snippet.Replace("listen 443", $"listen 127.0.0.1:{Port}", StringComparison.Ordinal));

    protected override ProcessStartInfo Command(string configurationPath) => new("/usr/sbin/nginx", ["-p", Folder, "-c", configurationPath]);

    protected static string Complete(string server) => $$"""
        daemon off;
        pid nginx.pid;
        error_log stderr;
        events {}
        http {
            access_log off;
            client_body_temp_path temp1;
            proxy_temp_path temp2;
            fastcgi_temp_path temp3;
            uwsgi_temp_path temp4;
            scgi_temp_path temp5;
        {{server}}
        }
        """;
}
