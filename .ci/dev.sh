#!/usr/bin/env bash
# Serves, and builds again whatever changed: style at once, screens and server when
# they compile.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
cd "$root"
bash "$here/tools.sh"
export GANQIAO_HTTP__SITE=$site
quick=()
for crate in app domain store server; do quick+=(--config "profile.release.package.$crate.opt-level=0"); done
server=
stop() { [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; server=; }
trap 'stop; exit 0' INT TERM EXIT
stamp() { find app server style public Cargo.toml -type f \( -name '*.rs' -o -name '*.css' -o -name '*.js' -o -name '*.svg' -o -name '*.surql' -o -name '*.toml' \) -printf '%T@ %p\n' | sort | sha256sum; }
last=
while true; do
  now=$(stamp)
  if [ "$now" != "$last" ]; then
    last=$now
    say "building"
    # Compiled fast rather than fast: the dependencies stay as they are for the others.
    if cargo build --release -q -p server --bin ganqiao "${quick[@]}" && bash "$here/front.sh" style; then
      stop
      "$CARGO_TARGET_DIR/release/ganqiao" serve --demo & server=$!
      # Pages are the server's, so they show by now; the islands follow.
      bash "$here/front.sh" dev || true
    fi
  fi
  sleep 0.5
done
