#!/bin/sh
# Builds the program and puts the same load on it, nginx and an empty Kestrel, interleaved over loopback.
#   bench/run.sh [--stored 200000] [--rounds 3] [--names cloudbuffer,nginx] [--only up8,down1,down8,slow,post,get,refill,streams,idle]
# Without arguments: the program beside others. With --stored N: the program with N stored files beside the same without.
# Needs Linux, root (for a disk image), python3, and from Debian: wrk nginx-light. Prints medians and the spread; see results.md.
set -eu
cd "$(dirname "$0")"
work=${BENCH_WORK:-/tmp/cloudbuffer-bench}
for tool in python3 wrk nginx dotnet dd /usr/sbin/mkfs.ext4; do
  command -v "$tool" >/dev/null 2>&1 || { echo "run.sh: $tool is missing. apt-get install wrk nginx-light python3 e2fsprogs" >&2; exit 1; }
done
stored=0
if [ "${1:-}" = --stored ]; then
  stored=$2
  shift 2
fi
mkdir -p "$work/disk"
# On ext4 without a journal, creating files costs up to 800 microseconds for minutes after deletions. The image has a journal.
rm -f "$work/disk.img"
truncate -s 16G "$work/disk.img"
/usr/sbin/mkfs.ext4 -q -F "$work/disk.img"
mount -o loop "$work/disk.img" "$work/disk"
trap 'umount "$work/disk"; rm -f "$work/disk.img"' EXIT
architecture=$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
dotnet publish -c Release -r "linux-$architecture" --self-contained false -v quiet --nologo -o "$work/app" ../src/CloudBuffer
dotnet build -c Release -v quiet --nologo -o "$work/baseline" baseline
work="$work" stored="$stored" python3 - <<'PY' >"$work/systems.json"
import json, os
work, stored = os.environ["work"], int(os.environ["stored"])
disk = f"{work}/disk"
def nginx(port):
    conf = f"""daemon off; pid {work}/nginx.pid; error_log {work}/nginx.log; worker_processes 2; user root;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; client_max_body_size 0; client_body_buffer_size 128k;
 client_body_temp_path {disk}/nginx/tmp;
 server {{ listen 127.0.0.1:{port}; root {disk}/nginx; location / {{ dav_methods PUT; create_full_put_path on; }} }} }}"""
    open(f"{work}/nginx.conf", "w").write(conf)
    return {"name": "nginx", "adapter": "put", "base": f"http://127.0.0.1:{port}",
            "start": ["nginx", "-c", f"{work}/nginx.conf", "-p", work],
            "up": "/", "down": "/", "ready": "/ready.txt", "wipe": [f"{disk}/nginx"], "make": [f"{disk}/nginx", f"{disk}/nginx/tmp"],
            "setup": [["sh", "-c", f"echo ok > {disk}/nginx/ready.txt"]]}
def kestrel(name, port, *options):
    data = f"{disk}/{name}"
    return {"name": name, "adapter": "put", "base": f"http://127.0.0.1:{port}",
            "start": ["dotnet", f"{work}/baseline/Baseline.dll", data, f"http://127.0.0.1:{port}", *options],
            "up": "/up/", "down": "/f/", "slot": "/slot", "wipe": [data], "make": [data]}
def cloudbuffer(name, port, durable="false", stored=0, max_bytes="0"):
    data = f"{disk}/{name}"
    return {"name": name, "adapter": "cloudbuffer", "base": f"http://127.0.0.1:{port}", "stored": stored,
            "start": ["dotnet", f"{work}/app/CloudBuffer.dll"], "cwd": data,
            "env": {"TMPDIR": data, "CloudBuffer__MaxBytes": max_bytes, "CloudBuffer__Limits__LiveStreamsPerUser": "2000",
                    "CloudBuffer__Limits__ListenersPerUser": "2000", "CloudBuffer__Limits__ListenersPerNetwork": "2000",
                    "Urls": f"http://127.0.0.1:{port}", "CloudBuffer__Durable": durable, "CloudBuffer__MaxFiles": "100",
                    "CloudBuffer__MaxBytesPerUser": "0", "CloudBuffer__Limits__DownloadsPerNetwork": "10000", "CloudBuffer__Limits__DownloadsPerLink": "10000",
                    "CloudBuffer__Limits__ConnectionsPerNetwork": "10000", "CloudBuffer__Limits__Connections": "10000",
                    "CloudBuffer__Limits__AccountsPerHour": "10000", "CloudBuffer__Limits__RegistrationsPerMinute": "10000",
                    "ConnectionStrings__Database": f"Data Source={data}/cloudbuffer.db", "CloudBuffer__UserFiles": f"{data}/user_files"},
            "log": f"{work}/{name}.log", "wipe": [data], "make": [data]}
systems = [cloudbuffer("empty", 5182, max_bytes="1000000000000"), cloudbuffer("stored", 5183, stored=stored, max_bytes="1000000000000")] if stored else [
    nginx(5180), kestrel("kestrel", 5181), kestrel("kestrel-sha256", 5184, "sha256"), cloudbuffer("cloudbuffer", 5182), cloudbuffer("durable", 5183, "true")]
print(json.dumps(systems, indent=1))
PY
processor=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)
echo "commit $(git rev-parse --short HEAD), $(date -u +%F), $(nproc) cores, $processor, Linux $(uname -r), .NET $(dotnet --version)"
python3 bench.py --systems "$work/systems.json" --work "$work" --out "$work/results.json" "$@"
[ "$stored" -eq 0 ] || exit 0
echo "dd conv=fsync of the same 1 GiB, three times:"
for _ in 1 2 3; do dd if="$work/big1024.bin" of="$work/disk/dd.bin" bs=1M conv=fsync 2>&1 | tail -n 1; rm -f "$work/disk/dd.bin"; done
