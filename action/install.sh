#!/usr/bin/env bash
# Gets the program for the action and writes its path to the outputs: a release
# whose archive has the checksum that the release says, or a build of the
# action's own checkout. Reads VERSION; ASHLAR_RELEASES names a mirror.
set -euo pipefail

fail() {
  printf '::error title=Ashlar::%s\n' "$1"
  exit 2
}

folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/ashlar.XXXXXX")
os=$(uname -s | tr '[:upper:]' '[:lower:]')
exe=
case $os in
  mingw* | msys* | cygwin*) os=windows exe=.exe ;;
  linux | darwin) ;;
  *) fail "there is no release for $os" ;;
esac
program=$folder/ashlar$exe

build() {
  command -v go >/dev/null || fail "building Ashlar needs Go: put actions/setup-go before this step, or say version: v1.2.3"
  echo "building Ashlar from the action's own checkout"
  (cd "$GITHUB_ACTION_PATH" && CGO_ENABLED=0 GOWORK=off GOFLAGS='' go build -trimpath -ldflags '-s -w' -o "$program" ./cmd/ashlar)
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

get() {
  curl --fail --silent --show-error --location --proto-redir '=https' --retry 3 --max-time 120 --output "$folder/$1" "$releases/$1" || fail "$releases/$1 cannot be downloaded"
}

download() {
  local version=${VERSION%%@*} pin='' arch archive want
  if [[ $VERSION == *@* ]]; then pin=${VERSION#*@sha256:}; fi
  [[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || fail "version is no release: it looks like v1.2.3"
  [[ $VERSION != *@* || $pin =~ ^[0-9a-f]{64}$ ]] || fail "version: after the @ comes sha256: and 64 hex digits, those of checksums.txt"
  case $(uname -m) in
    x86_64 | amd64) arch=amd64 ;;
    arm64 | aarch64) arch=arm64 ;;
    *) fail "there is no release for $(uname -m)" ;;
  esac
  archive=ashlar_${version#v}_${os}_${arch}.tar.gz
  releases=${ASHLAR_RELEASES:-https://github.com/ashlarsec/ashlar/releases/download}/$version
  get checksums.txt
  [[ -z $pin || $(sha256 "$folder/checksums.txt") == "$pin" ]] || fail "checksums.txt of $version is not the one that version pins"
  want=$(awk -v name="$archive" '$2 == name { print $1 }' "$folder/checksums.txt")
  [[ -n $want ]] || fail "checksums.txt of $version does not name $archive"
  get "$archive"
  [[ $(sha256 "$folder/$archive") == "$want" ]] || fail "$archive does not have the checksum that checksums.txt says"
  (cd "$folder" && tar -xzf "$archive" "ashlar$exe") # tar takes the colon of a drive for a host
}

if [[ -z ${VERSION:-} ]]; then build; else download; fi
"$program" version
printf 'path=%s\n' "$program" >>"$GITHUB_OUTPUT"
