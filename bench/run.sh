#!/bin/sh
# Builds the program and puts the same load on it, nginx and an empty Kestrel, interleaved over loopback.
#   bench/run.sh [--rounds 3] [--names cloudbuffer,nginx] [--only up8,down1,down8,slow,post,get]
# Needs Linux, python3, and from Debian: wrk nginx-light. Prints a table of medians; see results.md.
set -eu
cd "$(dirname "$0")"
work=${BENCH_WORK:-/tmp/cloudbuffer-bench}
for tool in python3 wrk nginx dotnet dd; do
  command -v "$tool" >/dev/null 2>&1 || { echo "run.sh: $tool is missing. apt-get install wrk nginx-light python3" >&2; exit 1; }
done
mkdir -p "$work"
dotnet build -c Release -v quiet --nologo -o "$work/app" ../src/CloudBuffer
dotnet build -c Release -v quiet --nologo -o "$work/baseline" baseline
work="$work" python3 - <<'PY' >"$work/systems.json"
import json, os
work = os.environ["work"]
def nginx(port):
    conf = f"""daemon off; pid {work}/nginx.pid; error_log {work}/nginx.log; worker_processes 2;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; client_max_body_size 0; client_body_temp_path {work}/nginx-data/tmp;
 server {{ listen 127.0.0.1:{port}; root {work}/nginx-data; location / {{ dav_methods PUT; create_full_put_path on; }} }} }}"""
    open(f"{work}/nginx.conf", "w").write(conf)
    return {"name": "nginx", "adapter": "put", "base": f"http://127.0.0.1:{port}",
            "start": ["nginx", "-c", f"{work}/nginx.conf", "-p", work],
            "up": "/", "down": "/", "ready": "/ready.txt", "wipe": [f"{work}/nginx-data"], "make": [f"{work}/nginx-data", f"{work}/nginx-data/tmp"],
            "setup": [["sh", "-c", f"echo ok > {work}/nginx-data/ready.txt"]]}
def kestrel(port):
    return {"name": "kestrel", "adapter": "put", "base": f"http://127.0.0.1:{port}",
            "start": ["dotnet", f"{work}/baseline/Baseline.dll", f"{work}/kestrel-data", f"http://127.0.0.1:{port}"],
            "up": "/up/", "down": "/f/", "slot": "/slot", "wipe": [f"{work}/kestrel-data"], "make": [f"{work}/kestrel-data"]}
def cloudbuffer(name, port, durable):
    data = f"{work}/{name}-data"
    return {"name": name, "adapter": "cloudbuffer", "base": f"http://127.0.0.1:{port}",
            "start": ["dotnet", f"{work}/app/CloudBuffer.dll"], "cwd": data,
            "env": {"Urls": f"http://127.0.0.1:{port}", "CloudBuffer__Durable": durable, "CloudBuffer__MaxFiles": "100",
                    "CloudBuffer__MaxBytesPerUser": "0", "CloudBuffer__Limits__DownloadsPerNetwork": "10000", "CloudBuffer__Limits__DownloadsPerLink": "10000",
                    "CloudBuffer__Limits__ConnectionsPerNetwork": "10000", "CloudBuffer__Limits__Connections": "10000",
                    "CloudBuffer__Limits__AccountsPerHour": "10000", "CloudBuffer__Limits__RegistrationsPerMinute": "10000",
                    "ConnectionStrings__Database": f"Data Source={data}/cloudbuffer.db", "CloudBuffer__UserFiles": f"{data}/user_files"},
            "log": f"{work}/{name}.log", "wipe": [data], "make": [data]}
print(json.dumps([nginx(5180), kestrel(5181), cloudbuffer("cloudbuffer", 5182, "false"), cloudbuffer("durable", 5183, "true")], indent=1))
PY
processor=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)
echo "commit $(git rev-parse --short HEAD), $(date -u +%F), $(nproc) cores, $processor, Linux $(uname -r), .NET $(dotnet --version)"
python3 bench.py --systems "$work/systems.json" --work "$work" --out "$work/results.json" "$@"
echo "dd conv=fsync of the same 1 GiB, three times:"
for _ in 1 2 3; do dd if="$work/big1024.bin" of="$work/dd.bin" bs=1M conv=fsync 2>&1 | tail -n 1; rm -f "$work/dd.bin"; done
