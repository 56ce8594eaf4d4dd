#!/bin/sh
# cb: CloudBuffer from a terminal. Needs a POSIX shell and curl, nothing else.
# Install it:  curl -fsS @ADDRESS@/cb -o ~/.local/bin/cb && chmod +x ~/.local/bin/cb
set -eu

CB=${CB:-@ADDRESS@}
while [ "$CB" != "${CB%/}" ]; do CB=${CB%/}; done
TOKEN_FILE=${CB_TOKEN_FILE:-${XDG_CONFIG_HOME:-$HOME/.config}/cloudbuffer/token}

usage() {
  cat <<EOF
cb: text and files between your devices, by $CB

  cb login              sign in (approve on your phone or in a browser)
  cb logout             sign out
  cb copy [FILE]        send a file, or standard input, to your devices
  cb paste [--next]     get the latest item: print a text, save a file;
                        --next waits for the next item
  cb send FILE...       upload, and print a share link and a QR code for each
  cb get LINK           download a link, under its own name
  cb ls                 list your links
  cb rm LINK            delete a link
  cb watch              print new items as they arrive

The server address is read from CB, the access token from CB_TOKEN or $TOKEN_FILE.
EOF
}

fail() {
  printf 'cb: %s\n' "$*" >&2
  exit 1
}

# A text or a number of a flat JSON object on standard input: json NAME
json() {
  sed -n -e "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" -e "s/.*\"$1\":\([0-9][0-9]*\).*/\1/p" | head -n 1
}

token() {
  if [ -n "${CB_TOKEN:-}" ]; then
    printf '%s' "$CB_TOKEN"
  elif [ -r "$TOKEN_FILE" ]; then
    cat "$TOKEN_FILE"
  else
    fail "not signed in here. Run: cb login"
  fi
}

# curl without the user's own settings. Brackets in a name are no pattern.
http() {
  curl -q -sS --globoff "$@"
}

# http with the access token. A configuration file keeps it out of the process list.
call() {
  printf 'header = "Authorization: Bearer %s"\n' "$(token)" >"$scratch/auth"
  http --config "$scratch/auth" "$@"
}

# Ends after a request that got no response; curl has printed the reason.
unreachable() {
  fail "no response from $CB."
}

# Prints the error of the server, JSON or lines of text, and exits: rejected STATUS FILE
rejected() {
  [ "$1" != 000 ] || unreachable
  title=$(json title <"$2")
  detail=$(json detail <"$2")
  if [ -z "$title" ] && head -n 3 "$2" | tail -n 1 | grep -q '^[a-z_]*$'; then
    title=$(head -n 1 "$2")
    detail=$(head -n 2 "$2" | tail -n 1)
  fi
  fail "$(printf '%s' "${title:-the server responded with status $1}${detail:+. $detail}" | printable)"
}

# The value of a header in a file: header FILE NAME
header() {
  tr -d '\r' <"$1" | awk -v name="$2" '{
    colon = index($0, ":")
    if (tolower(substr($0, 1, colon - 1)) == name) { value = substr($0, colon + 1); sub(/^ */, "", value) }
  } END { print value }'
}

# The file name in the response headers, sanitized: file_name FILE
file_name() {
  disposition=$(header "$1" content-disposition)
  encoded=$(printf '%s' "$disposition" | sed -n "s/.*filename\*=UTF-8''\([^;]*\).*/\1/p")
  if [ -n "$encoded" ]; then
    name=$(printf '%b' "$(printf '%s' "$encoded" | to_octal)")
  else
    name=$(printf '%s' "$disposition" | sed -n 's/.*filename="\{0,1\}\([^";]*\).*/\1/p')
  fi
  name=$(printf '%s' "$name" | printable | tr -d '\t\n' | sed 's,.*/,,; s/^\.\{1,2\}$//')
  # In the home folder, shells and many other programs run hidden files when they start.
  if [ "$(pwd -P)" = "$(cd && pwd -P)" ]; then
    case $name in .*) name=_${name#.} ;; esac
  fi
  shorten "${name:-download}" 255
}

# Shortens a name to so many bytes, as file systems demand, and keeps its extension: shorten NAME BYTES
shorten() {
  printf '%s' "$1" | LC_ALL=C awk -v max="$2" '{
    if (length($0) > max) {
      extension = match($0, /\.[^.]*$/) > 1 && RLENGTH < 30 ? substr($0, RSTART) : ""
      stem = substr($0, 1, max - length(extension))
      # Not in the middle of a character.
      if (substr($0, length(stem) + 1, 1) ~ /[\200-\277]/) sub(/[\300-\377][\200-\277]*$/, "", stem)
      $0 = stem extension
    }
    printf "%s", $0
  }'
}

# Converts %4A to \0112, which every printf understands.
to_octal() {
  awk 'BEGIN { digits = "0123456789ABCDEF" } {
    while ((at = index($0, "%")) > 0) {
      code = toupper(substr($0, at + 1, 2))
      value = (index(digits, substr(code, 1, 1)) - 1) * 16 + index(digits, substr(code, 2, 1)) - 1
      printf "%s\\0%03o", substr($0, 1, at - 1), value
      $0 = substr($0, at + 3)
    }
    printf "%s", $0
  }'
}

# The bytes of a file: file_size FILE
file_size() {
  wc -c <"$1" | tr -d ' '
}

# A name that does not exist in this folder: photo.jpg, photo-1.jpg, photo-2.jpg
free_name() {
  if [ ! -e "$1" ]; then
    printf '%s' "$1"
    return
  fi
  case $1 in
    ?*.*) stem=${1%.*} end=.${1##*.} ;;
    *) stem=$1 end= ;;
  esac
  i=1
  while free=$(shorten "$stem" 220)-$i$end && [ -e "$free" ]; do
    i=$((i + 1))
  done
  printf '%s' "$free"
}

url_encode() {
  printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'
}

# Light blocks on black, regardless of the terminal's colors.
show_qr() {
  if [ -t 1 ]; then
    sed "s/^.*\$/$(printf '\033')[97;40m&$(printf '\033')[0m/"
  else
    cat
  fi
}

# A progress bar on a terminal.
progress() {
  if [ -t 2 ]; then printf '%s' '--progress-bar'; else printf '%s' '--silent'; fi
}

login() {
  status=$(http -o "$scratch/response" -w '%{http_code}' -X POST --data-urlencode "name=cb on $(uname -n)" "$CB/token/device") || unreachable
  device=$(json device_code <"$scratch/response")
  code=$(json user_code <"$scratch/response" | printable)
  if [ -z "$device" ] || [ -z "$code" ]; then rejected "$status" "$scratch/response"; fi
  page=$(json verification_uri <"$scratch/response" | printable)
  interval=$(json interval <"$scratch/response")
  printf 'Scan this with your phone, or open %s and enter\n\n    %s\n\n' "$page" "$code" >&2
  # In files: other users of this machine can read the command line.
  printf %s "$device" >"$scratch/device"
  printf %s "$code" >"$scratch/code"
  http -G --data-urlencode "code@$scratch/code" "$CB/token/device/qr" | printable | show_qr >&2
  printf 'Waiting for approval ...\n' >&2
  while sleep "$interval"; do
    status=$(http -o "$scratch/response" -w '%{http_code}' -d grant_type=urn:ietf:params:oauth:grant-type:device_code \
      --data-urlencode "device_code@$scratch/device" "$CB/token/device/poll") || continue
    if [ "$status" = 200 ]; then
      mkdir -p "$(dirname "$TOKEN_FILE")"
      (umask 077 && json access_token <"$scratch/response" >"$TOKEN_FILE.new" && mv "$TOKEN_FILE.new" "$TOKEN_FILE")
      printf 'Signed in. Token saved to %s\n' "$TOKEN_FILE" >&2
      return
    fi
    case $(json code <"$scratch/response") in
      authorization_pending | slow_down | busy) ;;
      *) rejected "$status" "$scratch/response" ;;
    esac
  done
}

logout() {
  status=$(call -o "$scratch/response" -w '%{http_code}' -X DELETE "$CB/token/current") || true
  case $status in
    204 | 401) rm -f "$TOKEN_FILE" ;; # 401: it was already revoked
    000) fail "no response from $CB, so the access token is still valid. Run cb logout again, or delete $TOKEN_FILE." ;;
    *) rejected "$status" "$scratch/response" ;;
  esac
}

copy() {
  [ $# -le 1 ] || fail "only one item at a time. For several files use: cb send FILE..."
  if [ $# -eq 1 ] && [ "$1" != - ]; then
    [ -f "$1" ] || fail "$1 is not a file."
    status=$(call "$(progress)" -o "$scratch/response" -w '%{http_code}' -H 'X-Data-Type: file' -T "$1" \
      "$CB/file/buffer/$(url_encode "$(basename -- "$1")")") || unreachable
  else
    # Streamed. Input that is not UTF-8 is stored as a file.
    status=$(call -o "$scratch/response" -w '%{http_code}' -H 'X-Data-Type: auto' -T - "$CB/file/buffer") || unreachable
  fi
  [ "$status" = 200 ] || rejected "$status" "$scratch/response"
}

# Prints the error of a URL, which a HEAD request does not show, and exits: explain STATUS URL
explain() {
  again=$(call -o "$scratch/body" -w '%{http_code}' -H 'Range: bytes=0-0' "$2") || true
  case $again in 2*) fail "the server responded with status $1. Try again." ;; esac
  rejected "$1" "$scratch/body"
}

# Gets the headers of the latest item; any other status than 200 is allowed only if given: head_item [STATUS]
head_item() {
  status=$(call -o /dev/null -D "$scratch/head" -w '%{http_code}' -I "$CB/file/buffer") || unreachable
  [ "$status" = 200 ] || [ "$status" = "${1:-}" ] || explain "$status" "$CB/file/buffer"
}

# Waits for a version other than $1, for less than the 50 or 60 seconds after which proxies give up.
wait_for_next() {
  while :; do
    # An empty tag matches no version, so an empty buffer also waits.
    status=$(call -o /dev/null -D "$scratch/head" -w '%{http_code}' -I -H "If-None-Match: ${1:-\"\"}" "$CB/file/buffer?wait=40") || {
      sleep 2
      continue
    }
    case $status in
      200) return ;;
      304 | 404) ;;
      429 | 502 | 503 | 504) sleep 5 ;;
      *) explain "$status" "$CB/file/buffer" ;;
    esac
  done
}

# Removes control characters other than tab and newline: a text could send commands to the terminal. What is left of a C1 character
# may complete another one, so it repeats.
printable() {
  LC_ALL=C tr -d '\000-\010\013-\037\177' | LC_ALL=C sed -e ':again' -e "s/$(printf '\302')[$(printf '\200')-$(printf '\237')]//g" -e 't again'
}

# The item whose headers are in head, with further options of curl.
fetch() {
  call -f -H "If-Match: $(header "$scratch/head" etag)" "$@" "$CB/file/buffer" 2>"$scratch/errors"
}

# A text to standard output; a file to a pipe, or on a terminal to a file under its name. Streamed.
deliver() {
  tries=1
  until try_to_deliver; do
    [ "$tries" -lt 5 ] || fail "interrupted. $(cat "$scratch/errors")"
    tries=$((tries + 1))
    sleep 1
    head_item
  done
}

# Returns 1 if the item was replaced meanwhile.
try_to_deliver() {
  code=0
  if [ ! -t 1 ]; then
    fetch || code=$?
  elif [ "$(header "$scratch/head" x-data-type)" = text ]; then
    # awk ends the last line, so that the prompt starts on a new one.
    { code=$({ { fetch || printf '%s' "$?" >&3; } | printable | awk 1 >&4; } 3>&1); } 4>&1
    code=${code:-0}
  else
    name=$(free_name "$(file_name "$scratch/head")")
    part=$(mktemp ./cb-XXXXXX) || fail "can't write to this folder."
    fetch -o "$part" || code=$?
    if [ "$code" = 0 ]; then
      chmod "$(printf '%o' $((0666 & ~$(umask))))" "$part"
      mv -- "$part" "./$name"
      printf 'Saved %s\n' "$name" >&2
    else
      rm -f -- "$part"
    fi
  fi
  case $code in
    0) ;;
    22) return 1 ;;
    *) fail "interrupted. $(cat "$scratch/errors")" ;;
  esac
}

paste() {
  case ${1:-} in
    --next)
      head_item 404
      wait_for_next "$(header "$scratch/head" etag)"
      ;;
    '') head_item ;;
    *) fail "unknown option. Usage: cb paste [--next]" ;;
  esac
  deliver
}

watch() {
  head_item 404
  while :; do
    wait_for_next "$(header "$scratch/head" etag)"
    # An item that is gone meanwhile does not end the watch.
    (deliver) || sleep 1
  done
}

send() {
  [ $# -ge 1 ] || fail "usage: cb send FILE..."
  for file; do
    [ -f "$file" ] || fail "$file is not a file."
  done
  for file; do
    [ "$file" != - ] || file=./- # not standard input
    status=$(call "$(progress)" -o "$scratch/response" -w '%{http_code}' -H 'Accept: text/plain' -T "$file" \
      "$CB/file/load/$(url_encode "$(basename -- "$file")")?qr") || unreachable
    [ "$status" = 201 ] || rejected "$status" "$scratch/response"
    head -n 1 "$scratch/response" | printable
    tail -n +2 "$scratch/response" | printable | show_qr
  done
}

get() {
  case $#${1-} in
    1http://* | 1https://*) ;;
    *) fail "usage: cb get LINK" ;;
  esac
  status=$(http -o "$scratch/head" -w '%{http_code}' -I "$1") || fail "no response from that address."
  if [ "$status" != 200 ]; then
    http -o "$scratch/body" -H 'Range: bytes=0-0' "$1" || true
    rejected "$status" "$scratch/body"
  fi
  name=$(file_name "$scratch/head")
  # A partial download resumes. The final name is used only for a complete file.
  part=$(shorten "$name" 230).$(printf '%s' "$1" | cksum | cut -d ' ' -f 1).part
  size=$(header "$scratch/head" content-length)
  if [ ! -f "./$part" ] || [ "$(file_size "./$part")" != "$size" ]; then
    curl -q -fS --globoff "$(progress)" -C - -o "./$part" "$1" || fail "interrupted. Run the same command again to resume."
  fi
  # Two commands that load the same link at once would append to the same file.
  if [ -n "$size" ] && [ "$(file_size "./$part")" != "$size" ]; then
    rm -f -- "./$part"
    fail "the download is damaged. Run the same command again."
  fi
  target=$(free_name "$name")
  mv -- "./$part" "./$target"
  printf 'Saved %s\n' "$target" >&2
}

ls_links() {
  status=$(call -o "$scratch/response" -w '%{http_code}' -H 'Accept: text/plain' "$CB/file/mine") || unreachable
  [ "$status" = 200 ] || rejected "$status" "$scratch/response"
  printable <"$scratch/response"
}

rm_link() {
  [ $# -eq 1 ] || fail "usage: cb rm LINK"
  # /f/TOKEN, /f/TOKEN/NAME, or /file/get?token=TOKEN
  link=${1##*/f/}
  link=${link##*token=}
  status=$(call -o "$scratch/response" -w '%{http_code}' -X DELETE "$CB/f/${link%%[/&#?]*}") || unreachable
  [ "$status" = 204 ] || rejected "$status" "$scratch/response"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
  login | logout | copy | paste | send | get | ls | rm | watch) ;;
  help | -h | --help | '')
    usage
    exit
    ;;
  *)
    usage >&2
    fail "unknown command: $command"
    ;;
esac

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP

case $command in
  ls) ls_links ;;
  rm) rm_link "$@" ;;
  *) "$command" "$@" ;;
esac
