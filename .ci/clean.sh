#!/usr/bin/env bash
# Removes what was built here; tools and the store stay.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
say "removing $CARGO_TARGET_DIR"
rm -rf "$CARGO_TARGET_DIR"
