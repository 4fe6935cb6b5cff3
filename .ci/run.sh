#!/usr/bin/env bash
# Build, then serve with demo data in an empty store.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
bash "$here/build.sh"
cd "$root"
export GANQIAO_HTTP__SITE=${GANQIAO_HTTP__SITE:-$site}
exec "$CARGO_TARGET_DIR/release/ganqiao" serve --demo
