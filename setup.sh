#!/bin/sh
# Makes a fresh clone ready: checks the .NET SDK, restores packages, makes the folder of the blobs.
# With --dev it also installs what the tests use. Safe to run again.
set -eu
cd "$(dirname "$0")"

say() { printf '%s\n' "$*"; }
fail() { printf 'setup.sh: %s\n' "$*" >&2; exit 1; }

case "${1-}" in
  '') dev=false ;;
  --dev) dev=true ;;
  *) fail "unknown option $1. Use: ./setup.sh [--dev]" ;;
esac

command -v dotnet >/dev/null 2>&1 || fail 'the .NET 10 SDK is missing. See https://dotnet.microsoft.com/download/dotnet/10.0'
dotnet --list-sdks | grep -q '^10\.' || fail "the .NET SDK is there, but not version 10: $(dotnet --list-sdks | tr '\n' ' ')"

mkdir -p user_files
say 'Restoring packages ...'
dotnet restore CloudBuffer.sln --verbosity quiet

if $dev; then
  # command:Debian package
  missing=''
  for tool in redis-server:redis-server chromium:chromium zbarimg:zbar-tools node:nodejs npm:npm strace:strace curl:curl dash:dash shellcheck:shellcheck openssl:openssl script:bsdutils ps:procps; do
    command -v "${tool%%:*}" >/dev/null 2>&1 || missing="$missing ${tool##*:}"
  done
  if [ -n "$missing" ]; then
    root=''
    if [ "$(id -u)" -ne 0 ]; then
      root=sudo
      command -v sudo >/dev/null 2>&1 || fail "the tests need$missing. Install them as root: apt-get install$missing"
    fi
    command -v apt-get >/dev/null 2>&1 || fail "the tests need$missing, which this script can only install with apt-get (Debian, Ubuntu). Install them and run it again."
    say "Installing$missing ..."
    $root apt-get update -qq
    # shellcheck disable=SC2086 # one word per package
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $missing >/dev/null \
      || fail "could not install$missing. Install them by hand and run this again."
  fi
  say 'Installing PowerShell ...'
  dotnet tool restore >/dev/null || fail 'dotnet could not install the tools in .config/dotnet-tools.json.'
  say 'Installing tus-js-client ...'
  (cd tests/CloudBuffer.Tests/Uploads/tus-js-client && npm ci --silent --no-audit --no-fund) || fail 'npm could not install tus-js-client.'
  say 'Ready. Next: dotnet test'
else
  say 'Ready. Next: dotnet run --project src/CloudBuffer'
fi
