#!/usr/bin/env bash
# Every check and test. Fails at the first that fails.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
cd "$root"
bash "$here/tools.sh" base
bash "$here/browser.sh"
bash "$here/readers.sh"
beside_front

say "format"
cargo fmt --all --check
say "lints"
cargo clippy --release --locked --all-targets -q -- -D warnings
say "what the browser gets must stay small"
bash "$here/wasm-check.sh" tree
say "screens must not need the database"
if cargo tree --locked -p app --features ssr -e normal | grep -q surrealdb; then die "app depends on surrealdb"; fi
say "unit, property, store and HTTP tests"
cargo build --release --locked -p server --bin ganqiao
cargo test --release --locked
say "front end"
wait_for_front
bash "$here/wasm-check.sh" size
say "browser tests"
export GANQIAO_PYTHON=$tools/python/bin/python
export GANQIAO_BIN=$CARGO_TARGET_DIR/release/ganqiao GANQIAO_SITE=$site GANQIAO_NODE_MODULES=$tools/node
GANQIAO_CHROMIUM=$(command -v chromium || command -v google-chrome || command -v chromium-browser) \
  node --test --test-concurrency=1 tests/browser/*.test.mjs
