#!/bin/sh
# Measures the delay from a POST on one page to its display on another, and the memory of idle streams; beside an empty Kestrel, in one run.
# Needs Linux and Chromium (Debian: chromium-headless-shell). Prints figures; see results.md.
set -eu
cd "$(dirname "$0")"
work=${BENCH_WORK:-/tmp/cloudbuffer-bench}
rm -rf "$work/live-data" && mkdir -p "$work/live-data/baseline"
dotnet build -c Release -v quiet --nologo -o "$work/app" ../src/CloudBuffer
dotnet build -c Release -v quiet --nologo -o "$work/baseline" baseline
dotnet build -c Release -v quiet --nologo -o "$work/live" live
(cd "$work/live-data" && exec env Urls=http://127.0.0.1:5184 \
  CloudBuffer__Limits__LiveStreamsPerUser=2000 CloudBuffer__Limits__ListenersPerUser=2000 CloudBuffer__Limits__ListenersPerNetwork=2000 \
  CloudBuffer__Limits__ConnectionsPerNetwork=10000 CloudBuffer__Limits__AccountsPerHour=10000 CloudBuffer__Limits__RegistrationsPerMinute=10000 \
  dotnet "$work/app/CloudBuffer.dll" >"$work/live.log" 2>&1) &
cloudbuffer=$!
dotnet "$work/baseline/Baseline.dll" "$work/live-data/baseline" http://127.0.0.1:5185 &
baseline=$!
trap 'kill $cloudbuffer $baseline 2>/dev/null' EXIT
processor=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)
echo "commit $(git rev-parse --short HEAD), $(date -u +%F), $(nproc) cores, $processor, Linux $(uname -r), .NET $(dotnet --version)"
dotnet "$work/live/Live.dll" "$cloudbuffer" "$baseline"
