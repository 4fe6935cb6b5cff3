#!/usr/bin/env bash
# Builds the front end into $site: the module small and precompressed, the style sheet
# in one file, the few plain files. `front.sh dev` builds quickly instead of small;
# `front.sh style` leaves the module as it is.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
cd "$root"

mkdir -p "$site/pkg"
# The style sheet: the parts in the order main.css imports them, one file.
sed -n 's|^@import "\(.*\)";$|style/\1|p' style/main.css | xargs cat >"$site/style.css.new"
mv "$site/style.css.new" "$site/style.css"
cp public/* "$site/"
[ "${1:-}" = style ] && exit 0

profile=wasm
[ "${1:-}" = dev ] && profile=wasm-dev
target=wasm32-unknown-unknown
# cargo does not see that the wasm standard library was put in place anew, and what was
# built against another one no longer fits.
std=$(cat "$(rustc --print sysroot)/lib/rustlib/$target/lib"/libstd-*.rlib 2>/dev/null | sha256sum)
if [ "$(cat "$CARGO_TARGET_DIR/.wasm-std" 2>/dev/null)" != "$std" ]; then
  rm -rf "${CARGO_TARGET_DIR:?}/$target"
  echo "$std" >"$CARGO_TARGET_DIR/.wasm-std"
fi
if [ -s "$state/rustc-web" ]; then
  # The third way of wasm-std.sh: another compiler, whose wasm library is built here
  # with the client, and whose linker is the one rustup brought along.
  host=$(rustc -vV | sed -n 's/^host: //p')
  RUSTC=$(cat "$state/rustc-web") RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$(rustc --print sysroot)/lib/rustlib/$host/bin/rust-lld \
    cargo build -q -p client -p ballot --profile $profile --target $target -Zbuild-std=std,panic_abort
else
  cargo build -q -p client -p ballot --profile $profile --target $target
fi

cargo build -q --locked -p bind --profile tool

# Binds a module, makes it small and precompresses it: its crate, the name it is served by.
bind() {
  local built=$CARGO_TARGET_DIR/$target/$profile/$1.wasm out
  cmp -s "$built" "$site/.$1.wasm" && return
  say "binding and optimising the module $2"
  out=$(mktemp -d)
  "$CARGO_TARGET_DIR/tool/bind" "$built" "$out" "$2"
  if [ $profile = wasm ]; then
    wasm-opt -Oz --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-reference-types \
      --enable-multivalue --enable-mutable-globals "$out/$2_bg.wasm" -o "$out/opt.wasm"
    mv "$out/opt.wasm" "$out/$2_bg.wasm"
  fi
  rm -f "$site/pkg/$2"*
  cp "$out/$2.js" "$out/$2_bg.wasm" "$site/pkg/"
  if [ $profile = wasm ]; then
    node -e '
      const fs = require("fs"), z = require("zlib");
      for (const f of process.argv.slice(1)) {
        const b = fs.readFileSync(f);
        fs.writeFileSync(f + ".br", z.brotliCompressSync(b, { params: { [z.constants.BROTLI_PARAM_QUALITY]: 11, [z.constants.BROTLI_PARAM_SIZE_HINT]: b.length } }));
        fs.writeFileSync(f + ".gz", z.gzipSync(b, { level: 9 }));
      }' "$site/pkg/$2.js" "$site/pkg/$2_bg.wasm"
  fi
  cp "$built" "$site/.$1.wasm"
  rm -rf "$out"
}
bind client ganqiao
bind ballot ballot
