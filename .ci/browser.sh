#!/usr/bin/env bash
# A browser and a Chinese font for the browser tests.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
need=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || command -v chromium-browser >/dev/null || need+=(chromium)
# Certificates take the font from its file, so the package itself must be there.
fc-list :lang=zh 2>/dev/null | grep -q 'Noto.*CJK' || need+=(fonts-noto-cjk fontconfig)
[ ${#need[@]} = 0 ] && exit 0
command -v apt-get >/dev/null || die "install by hand: ${need[*]}"
say "installing ${need[*]}"
as_root apt-get update -q >"$state/apt-browser.log" 2>&1 || true
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q "${need[@]}" >>"$state/apt-browser.log" 2>&1 \
  || die "could not install ${need[*]}, see $state/apt-browser.log"
