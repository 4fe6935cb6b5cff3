#!/usr/bin/env bash
# Ratios against a floor of the same run, what imports take, what pages cost at several sizes (GANQIAO_BENCH_SIZES,
# people apart by commas), then twenty kills in a storm of writes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
bash "$here/build.sh"
cd "$root"
measure() { GANQIAO_HTTP__SITE=$site GANQIAO_LOG__FILTER=error "$CARGO_TARGET_DIR/release/ganqiao" bench "$@"; }
measure
measure --imports
# A process of its own, so that its memory is that of its store.
measure --pages --sizes "${GANQIAO_BENCH_SIZES:-2000,20000}"
solvers=$tools/solvers
if ! cmp -s "$here/python/bench.txt" "$solvers/bench.txt"; then
  say "installing solvers to compare with (Python)"
  rm -rf "$solvers"
  python3 -m venv "$solvers" && "$solvers/bin/pip" install -q --disable-pip-version-check -r "$here/python/bench.txt"
  cp "$here/python/bench.txt" "$solvers/bench.txt"
fi
"$solvers/bin/python" tests/bench/solvers.py "$CARGO_TARGET_DIR/release/ganqiao"
GANQIAO_BIN=$CARGO_TARGET_DIR/release/ganqiao GANQIAO_CRASHES=${GANQIAO_CRASHES:-20} node --test tests/browser/crash.test.mjs
