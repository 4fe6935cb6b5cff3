#!/usr/bin/env bash
# Tools, program, front end. The engine's biggest crate keeps one core busy for minutes
# and leaves the other idle, so the front end is made beside the program.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
cd "$root"
bash "$here/tools.sh" base
beside_front
[ -x "$CARGO_TARGET_DIR/release/ganqiao" ] || say "building the program (the first time about twenty minutes on two cores)"
cargo build --release --locked -p server --bin ganqiao
wait_for_front
