#!/usr/bin/env bash
# Ratios against a floor of the same run, then twenty kills in a storm of writes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
bash "$here/build.sh"
cd "$root"
GANQIAO_HTTP__SITE=$site GANQIAO_LOG__FILTER=error "$CARGO_TARGET_DIR/release/ganqiao" bench
GANQIAO_BIN=$CARGO_TARGET_DIR/release/ganqiao GANQIAO_CRASHES=${GANQIAO_CRASHES:-20} node --test tests/browser/crash.test.mjs
