# Shared by the scripts of this folder: where things are kept, and how they speak.
# Everything that outlives a clone is below one cache folder, so that a second
# clone on the same machine does not compile the engine again.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
state=${GANQIAO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ganqiao}
tools=$state/tools
mkdir -p "$state" "$tools/bin"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$state/target}
export PATH=$tools/bin:$HOME/.cargo/bin:$PATH
site=$CARGO_TARGET_DIR/site

say() { printf '\033[1m→ %s\033[0m\n' "$*" >&2; }
die() { printf '\033[1m✗ %s\033[0m\n' "$*" >&2; exit 1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Makes the front end beside what follows; what follows waits for it where it needs it.
beside_front() {
  # A process group of its own, so that ending early ends all of it.
  set -m
  (bash "$here/tools.sh" front && bash "$here/front.sh") &
  front=$!
  set +m
  trap 'kill -- -$front 2>/dev/null || true' EXIT
}
wait_for_front() {
  wait "$front" || die "the front end was not built, see above"
  trap - EXIT
}

# Clones share the target folder, and cargo tells what is fresh by paths relative to the
# clone and by time alone. So when another clone built last, this one's own crates are
# built anew; the dependencies stay.
if [ "$(cat "$CARGO_TARGET_DIR/.root" 2>/dev/null)" != "$root" ]; then
  mkdir -p "$CARGO_TARGET_DIR"
  for crate in app ballot bind client domain server store tests; do
    rm -rf "$CARGO_TARGET_DIR"/*/.fingerprint/$crate-* "$CARGO_TARGET_DIR"/*/*/.fingerprint/$crate-*
  done
  echo "$root" >"$CARGO_TARGET_DIR/.root"
fi
