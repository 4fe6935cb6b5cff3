#!/usr/bin/env bash
# What the browser gets: nothing of the server's in its dependency tree, and no more
# bytes than the budget.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
cd "$root"
budget=$((200 * 1024))
case $1 in
  tree)
    found=$(cargo tree --locked -p client --target wasm32-unknown-unknown -e normal --prefix none \
      | awk '{print $1}' | sort -u | grep -xE 'tokio|axum|hyper|surrealdb|argon2|reqwest|ring|aws-lc-rs' || true)
    [ -z "$found" ] || die "the client depends on: $found"
    # leptos itself always brings regex along for reading Cargo.toml, which the browser
    # never does: it may come that way and no other, and none of it may be linked (size).
    found=$(cargo tree --locked -p client --target wasm32-unknown-unknown -e normal -i regex --depth 1 --prefix none \
      | awk 'NR>1 {print $1}' | sort -u | grep -vx leptos_config || true)
    [ -z "$found" ] || die "regex comes into the client by: $found"
    ;;
  size)
    # The module before binding still has the names of its functions.
    ! grep -q regex_automata "$site/.client.wasm" || die "regex is linked into the module"
    total=$(( $(stat -c %s "$site/pkg/ganqiao_bg.wasm.br") + $(stat -c %s "$site/pkg/ganqiao.js.br") ))
    say "front end: $((total / 1024)) KB brotli, budget $((budget / 1024)) KB"
    [ $total -le $budget ] || die "the front end is over its budget"
    ;;
esac
