#!/bin/sh
# Prepares a fresh clone: checks the .NET SDK, restores packages, creates the folder of the blobs. Safe to repeat.
#   ./setup.sh            what the app needs
#   ./setup.sh --dev      also what the quick tests need
#   ./setup.sh --dev=all  also what the slow tests and CI need
set -eu
cd "$(dirname "$0")"

say() { printf '%s\n' "$*"; }
fail() { printf 'setup.sh: %s\n' "$*" >&2; exit 1; }

# command or path:Debian package
quick_tools='redis-server:redis-server chromium-headless-shell:chromium-headless-shell zbarimg:zbar-tools curl:curl dash:dash shellcheck:shellcheck script:bsdutils ps:procps'
slow_tools='nginx:nginx caddy:caddy haproxy:haproxy node:nodejs npm:npm strace:strace stress-ng:stress-ng
  firefox-esr:firefox-esr WebKitWebDriver:webkit2gtk-driver Xvfb:xvfb wget:wget aria2c:aria2 /usr/sbin/mkfs.ext4:e2fsprogs
  /usr/lib/python3/dist-packages/requests:python3-requests'

# Installs the Debian packages of the missing tools.
install() {
  missing=''
  for tool in "$@"; do
    command -v "${tool%%:*}" >/dev/null 2>&1 || [ -e "${tool%%:*}" ] || missing="$missing ${tool##*:}"
  done
  [ -n "$missing" ] || return 0
  root=''
  if [ "$(id -u)" -ne 0 ]; then
    root=sudo
    command -v sudo >/dev/null 2>&1 || fail "the tests need$missing. Install them as root: apt-get install$missing"
  fi
  command -v apt-get >/dev/null 2>&1 \
    || fail "the tests need$missing, which this script can only install with apt-get (Debian, Ubuntu). Install them and run it again."
  say "Installing$missing ..."
  $root apt-get update -qq
  # shellcheck disable=SC2086 # one word per package
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $missing >/dev/null \
    || fail "could not install$missing. Install them manually and run this again."
}

# Installs the npm packages that a folder locks.
npm_install() {
  say "Installing the npm packages of $1 ..."
  npm --prefix "$1" ci --silent --no-audit --no-fund || fail "npm could not install the packages of $1."
}

case "${1-}" in
  '' | --dev | --dev=all) ;;
  *) fail "unknown option $1. Use: ./setup.sh [--dev | --dev=all]" ;;
esac

command -v dotnet >/dev/null 2>&1 || fail 'the .NET 10 SDK is missing. See https://dotnet.microsoft.com/download/dotnet/10.0'
dotnet --list-sdks | grep -q '^10\.' || fail "the .NET SDK is installed, but not version 10: $(dotnet --list-sdks | tr '\n' ' ')"

mkdir -p user_files
say 'Restoring packages ...'
dotnet restore CloudBuffer.sln --verbosity quiet

# shellcheck disable=SC2086 # one word per tool
case "${1-}" in
  '')
    say 'Ready. Next: dotnet run --project src/CloudBuffer'
    ;;
  --dev)
    install $quick_tools
    say 'Ready. Next: dotnet test --filter-not-trait Category=Slow'
    ;;
  --dev=all)
    install $quick_tools $slow_tools
    say 'Installing PowerShell ...'
    dotnet tool restore >/dev/null || fail 'dotnet could not install the tools in .config/dotnet-tools.json.'
    for folder in tests/CloudBuffer.Tests/Uploads/tus-js-client tests/CloudBuffer.BrowserTests/typescript; do
      if [ -f "$folder/package-lock.json" ]; then
        npm_install "$folder"
      fi
    done
    say 'Ready. Next: dotnet test'
    ;;
esac
