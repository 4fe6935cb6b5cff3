#!/usr/bin/env bash
# Tools, program, front end.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
cd "$root"
bash "$here/tools.sh"
[ -x "$CARGO_TARGET_DIR/release/ganqiao" ] || say "building the program (the first time about a quarter of an hour on two cores)"
cargo build --release --locked -p server --bin ganqiao
bash "$here/front.sh"
