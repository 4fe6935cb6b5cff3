#!/usr/bin/env bash
# Installs what the build needs and this machine lacks: `tools.sh base` the compilers,
# `tools.sh front` what the front end takes besides, in exactly the versions the lock
# files name (the wasm target, wasm-opt). Without a word, both.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"

what=${1:-base front}
if [[ $what == *base* ]]; then
  command -v cargo >/dev/null || die "no cargo: install Rust $(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$root/Cargo.toml") or newer with rustup"
  command -v npm >/dev/null || { say "installing Node.js"; as_root apt-get update -q >/dev/null; as_root apt-get install -y -q nodejs npm >"$state/apt-node.log" 2>&1 || die "Node.js could not be installed, see $state/apt-node.log"; }
  command -v cc >/dev/null || { say "installing a C compiler"; as_root apt-get update -q >/dev/null; as_root apt-get install -y -q build-essential >"$state/apt-cc.log" 2>&1 || die "no C compiler, see $state/apt-cc.log"; }
fi
[[ $what == *front* ]] || exit 0

bash "$here/wasm-std.sh"

if ! [ -x "$tools/node/node_modules/.bin/wasm-opt" ] || ! cmp -s "$here/node/package-lock.json" "$tools/node/package-lock.json"; then
  say "installing wasm-opt and the browser test library"
  mkdir -p "$tools/node"
  cp "$here/node/package.json" "$here/node/package-lock.json" "$tools/node/"
  (cd "$tools/node" && npm ci --no-audit --no-fund --ignore-scripts >"$state/npm.log" 2>&1) || die "npm could not install them, see $state/npm.log"
fi
ln -sf "$tools/node/node_modules/.bin/wasm-opt" "$tools/bin/wasm-opt"
