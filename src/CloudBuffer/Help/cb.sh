#!/bin/sh
# cb: CloudBuffer from a terminal. Needs a POSIX shell and curl, nothing else.
# Install it:  curl -fsS @ADDRESS@/cb -o ~/.local/bin/cb && chmod +x ~/.local/bin/cb
set -eu

CB=${CB:-@ADDRESS@}
TOKEN_FILE=${CB_TOKEN_FILE:-${XDG_CONFIG_HOME:-$HOME/.config}/cloudbuffer/token}
NEWLINE='
'

usage() {
  cat <<EOF
cb: text and files between your devices, by $CB

  cb login              let this machine in; approve it on your phone or in a browser
  cb logout             give the token back
  cb copy [FILE]        put a file, or what comes on standard input, into the buffer
  cb paste [--next]     print what is in the buffer, or save it when it is a file;
                        --next waits for the next thing that is put in
  cb send FILE...       upload, and print a link and a QR code for each
  cb get LINK           download what is behind a link, under its own name
  cb ls                 list your links
  cb rm LINK            take a file back
  cb watch              print what is put into the buffer, as it comes

The address is taken from CB, the token from CB_TOKEN or $TOKEN_FILE.
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

# curl, signed in. The token goes by standard input of curl's configuration, so that no other user sees it in the list of processes.
call() {
  printf 'header = "Authorization: Bearer %s"\n' "$(token)" >"$scratch/auth"
  curl -sS --config "$scratch/auth" "$@"
}

# Says what the server said, and ends: refused STATUS FILE
refused() {
  words=$(json title <"$2")
  more=$(json detail <"$2")
  fail "${words:-the server answered $1}${more:+. $more}"
}

# The value of a header in a file: header FILE NAME
header() {
  tr -d '\r' <"$1" | awk -v name="$2" '{
    colon = index($0, ":")
    if (tolower(substr($0, 1, colon - 1)) == name) { value = substr($0, colon + 1); sub(/^ */, "", value) }
  } END { print value }'
}

# The name that the server gives a file, made safe to be written here.
named() {
  disposition=$(header "$1" content-disposition)
  encoded=$(printf '%s' "$disposition" | sed -n "s/.*filename\*=UTF-8''\([^;]*\).*/\1/p")
  if [ -n "$encoded" ]; then
    name=$(printf '%b' "$(printf '%s' "$encoded" | to_octal)")
  else
    name=$(printf '%s' "$disposition" | sed -n 's/.*filename="\{0,1\}\([^";]*\).*/\1/p')
  fi
  name=$(printf '%s' "$name" | tr -d '[:cntrl:]' | sed 's,.*/,,; s/^\.*//')
  printf '%s' "${name:-download}"
}

# %4A becomes \0112, which printf of every shell knows.
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

# A name that is not taken here: photo.jpg, photo-1.jpg, photo-2.jpg
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
  while [ -e "$stem-$i$end" ]; do
    i=$((i + 1))
  done
  printf '%s' "$stem-$i$end"
}

url_encode() {
  printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'
}

# Light blocks on black, whatever the terminal's own colours are.
show_qr() {
  if [ -t 1 ]; then
    sed "s/^.*\$/$(printf '\033')[97;40m&$(printf '\033')[0m/"
  else
    cat
  fi
}

# A progress bar where somebody looks.
progress() {
  if [ -t 2 ]; then printf '%s' '--progress-bar'; else printf '%s' '--silent'; fi
}

login() {
  curl -sS -X POST --data-urlencode "name=cb on $(uname -n)" "$CB/token/device" >"$scratch/answer" || fail "$CB does not answer."
  device=$(json device_code <"$scratch/answer")
  code=$(json user_code <"$scratch/answer")
  if [ -z "$device" ] || [ -z "$code" ]; then refused "with an error" "$scratch/answer"; fi
  page=$(json verification_uri <"$scratch/answer")
  interval=$(json interval <"$scratch/answer")
  printf 'Open %s on a device that is signed in, and enter\n\n    %s\n\nor scan this:\n\n' "$page" "$code" >&2
  curl -sS "$CB/token/device/qr?code=$code" | show_qr >&2
  printf 'Waiting for an answer ...\n' >&2
  while sleep "$interval"; do
    status=$(curl -sS -o "$scratch/answer" -w '%{http_code}' -d grant_type=urn:ietf:params:oauth:grant-type:device_code --data-urlencode "device_code=$device" "$CB/token/device/poll") || continue
    if [ "$status" = 200 ]; then
      mkdir -p "$(dirname "$TOKEN_FILE")"
      (umask 077 && json access_token <"$scratch/answer" >"$TOKEN_FILE.new" && mv "$TOKEN_FILE.new" "$TOKEN_FILE")
      printf 'This machine is in. Its token lies in %s\n' "$TOKEN_FILE" >&2
      return
    fi
    case $(json code <"$scratch/answer") in
      authorization_pending | slow_down | busy) ;;
      *) refused "$status" "$scratch/answer" ;;
    esac
  done
}

logout() {
  call -o /dev/null -X DELETE "$CB/token/current" || true
  rm -f "$TOKEN_FILE"
}

copy() {
  [ $# -le 1 ] || fail "the buffer holds one thing. Use: cb send FILE..."
  if [ $# -eq 1 ] && [ "$1" != - ]; then
    [ -f "$1" ] || fail "$1 is not a file."
    status=$(call "$(progress)" -o "$scratch/answer" -w '%{http_code}' -H 'X-Data-Type: file' -T "$1" "$CB/file/buffer/$(url_encode "$(basename "$1")")")
  else
    # What is not text is put in as a file.
    cat >"$scratch/input"
    status=$(call -o "$scratch/answer" -w '%{http_code}' -H 'X-Data-Type: text' -T "$scratch/input" "$CB/file/buffer")
    if [ "$status" = 400 ] && [ "$(json code <"$scratch/answer")" = text_invalid ]; then
      status=$(call -o "$scratch/answer" -w '%{http_code}' -H 'X-Data-Type: file' -T "$scratch/input" "$CB/file/buffer/data")
    fi
  fi
  [ "$status" = 200 ] || refused "$status" "$scratch/answer"
}

# The version in the buffer now; empty when there is none.
version() {
  call -o /dev/null -D "$scratch/head" -I "$CB/file/buffer"
  header "$scratch/head" etag
}

# Waits until there is something else than version $1; $2: what to do with it.
fetch_next() {
  while :; do
    # An empty tag matches nothing, so that an empty buffer waits too.
    status=$(call -D "$scratch/head" -o "$scratch/body" -w '%{http_code}' -H "If-None-Match: ${1:-\"\"}" "$CB/file/buffer?wait=60") || { sleep 2; continue; }
    case $status in
      200) return ;;
      304 | 404) ;;
      503 | 429) sleep 5 ;;
      *) refused "$status" "$scratch/body" ;;
    esac
  done
}

# Text to standard output; a file there too when it goes into a pipe, else under its name.
deliver() {
  if [ "$(header "$scratch/head" x-data-type)" = text ] || [ ! -t 1 ]; then
    cat "$scratch/body"
    # A prompt begins on a line of its own.
    [ ! -t 1 ] || [ -z "$(tail -c 1 "$scratch/body" | tr -d "$NEWLINE" | head -c 1)" ] || printf '\n'
  else
    name=$(free_name "$(named "$scratch/head")")
    cp "$scratch/body" "$name"
    printf 'Saved %s\n' "$name" >&2
  fi
}

paste() {
  case ${1:-} in
    --next) fetch_next "$(version)" ;;
    '')
      status=$(call -D "$scratch/head" -o "$scratch/body" -w '%{http_code}' "$CB/file/buffer")
      [ "$status" = 200 ] || refused "$status" "$scratch/body"
      ;;
    *) fail "paste knows --next only." ;;
  esac
  deliver
}

watch() {
  seen=$(version)
  while :; do
    fetch_next "$seen"
    seen=$(header "$scratch/head" etag)
    deliver
  done
}

send() {
  [ $# -ge 1 ] || fail "name at least one file."
  for file; do
    [ -f "$file" ] || fail "$file is not a file."
  done
  for file; do
    status=$(call "$(progress)" -o "$scratch/answer" -w '%{http_code}' -H 'Accept: text/plain' -T "$file" "$CB/file/load/$(url_encode "$(basename "$file")")?qr")
    [ "$status" = 201 ] || refused "$status" "$scratch/answer"
    head -n 1 "$scratch/answer"
    tail -n +2 "$scratch/answer" | show_qr
  done
}

get() {
  [ $# -eq 1 ] || fail "name one link."
  curl -fsS -I "$1" >"$scratch/head" || fail "nothing is behind that link, or not any more."
  name=$(named "$scratch/head")
  # What broke off goes on where it was; under its name it is whole.
  part=$name.$(printf '%s' "$1" | cksum | cut -d ' ' -f 1).part
  curl -fS "$(progress)" -C - -o "$part" "$1" || fail "it broke off. Run the same command again to go on."
  target=$(free_name "$name")
  mv "$part" "$target"
  printf 'Saved %s\n' "$target" >&2
}

ls_links() {
  call -H 'Accept: text/plain' "$CB/file/mine"
}

rm_link() {
  [ $# -eq 1 ] || fail "name one link."
  status=$(call -o "$scratch/answer" -w '%{http_code}' -X DELETE "$CB/f/${1##*/}")
  [ "$status" = 204 ] || refused "$status" "$scratch/answer"
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
    fail "there is no $command."
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
