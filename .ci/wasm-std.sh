#!/usr/bin/env bash
# Makes sure rustc can build for wasm32-unknown-unknown, and prints what it did.
#
# 1. The usual way: rustup downloads the target's standard library.
# 2. Where rustup's server is out of reach but Debian's packages are not: the
#    library is compiled from Debian's rust-src of the same version, into the
#    toolchain itself. Nothing is installed system-wide.
# 3. Where Debian no longer has that version: Debian's own wasm compiler, used for
#    the client alone; its path is written to $state/rustc-web for build.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"

target=wasm32-unknown-unknown
sysroot=$(rustc --print sysroot)
libdir=$sysroot/lib/rustlib/$target/lib
if ls "$libdir"/libstd-*.rlib >/dev/null 2>&1; then exit 0; fi
if [ -s "$state/rustc-web" ] && [ -x "$(cat "$state/rustc-web")" ]; then exit 0; fi

if command -v rustup >/dev/null; then
  say "adding the wasm target with rustup"
  if timeout 120 rustup target add $target >"$state/rustup.log" 2>&1 && ls "$libdir"/libstd-*.rlib >/dev/null 2>&1; then exit 0; fi
  say "rustup could not fetch it; building the wasm standard library from source instead"
fi
command -v apt-get >/dev/null || die "no wasm standard library: run 'rustup target add $target' on a machine that reaches rustup's server"

version=$(rustc --version | cut -d' ' -f2)
work=$state/wasm-std
rm -rf "$work"
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/deb"

# Debian's lists are read into a folder of our own, so the machine's apt stays as it is.
mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1 | tr -d ' ' || true)
[ -n "$mirror" ] || die "no Debian mirror in this machine's apt sources: run 'rustup target add $target' where rustup's server can be reached"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
for suite in trixie-backports trixie forky sid; do
  echo "deb [signed-by=$keyring] $mirror $suite main"
done >"$work/sources.list"
apt=(-o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
     -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work" -o "Dir::Cache::Archives=$work/archives"
     -o APT::Sandbox::User=root -o Acquire::Languages=none)
apt-get "${apt[@]}" update >"$state/apt-rust-src.log" 2>&1 || true
full=$(apt-cache "${apt[@]}" madison rust-src | awk -v v="$version" '$3 ~ "^"v {print $3; exit}')
if [ -n "$full" ]; then
  (cd "$work" && apt-get "${apt[@]}" download "rust-src=$full" >>"$state/apt-rust-src.log" 2>&1)
  dpkg -x "$work"/rust-src_*.deb "$work/deb"
  # The package also carries a mock library of cargo's tests: the real one is a lock file up.
  library=$(find "$work/deb" -path '*/library/Cargo.lock' -not -path '*/src/tools/*' -printf '%h\n' | head -1)
  [ -n "$library" ] || die "Debian's rust-src has no library folder"
  mkdir -p "$sysroot/lib/rustlib/src/rust"
  rm -rf "$sysroot/lib/rustlib/src/rust/library"
  cp -r "$library" "$sysroot/lib/rustlib/src/rust/library"
  mkdir -p "$work/tiny/src"
  printf '[package]\nname = "tiny"\nversion = "0.0.0"\nedition = "2021"\n[lib]\ncrate-type = ["rlib"]\n[workspace]\n' >"$work/tiny/Cargo.toml"
  : >"$work/tiny/src/lib.rs"
  # Bitcode in the library is what lets the client be optimised across crates (fat LTO).
  (cd "$work/tiny" && CARGO_TARGET_DIR=$work/tiny/target RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
     cargo build --release -Zbuild-std=std,panic_abort,panic_unwind --target $target >"$state/wasm-std.log" 2>&1) \
     || die "the wasm standard library did not build, see $state/wasm-std.log"
  mkdir -p "$libdir"
  find "$work/tiny/target/$target/release/deps" -name '*.rlib' ! -name 'libtiny-*' -exec cp {} "$libdir/" \;
  rm -rf "$work"
  ls "$libdir"/libstd-*.rlib >/dev/null 2>&1 || die "the wasm standard library is incomplete"
  say "wasm standard library for rustc $version is in place"
  exit 0
fi

say "Debian has no rust-src $version any more; using its rustc-web for the client"
as_root apt-get install -y -q rustc-web rust-web-src >"$state/apt-rustc-web.log" 2>&1 \
  || die "neither rustup nor Debian has a wasm standard library for rustc $version, see $state/apt-rustc-web.log"
echo /usr/bin/rustc >"$state/rustc-web"
