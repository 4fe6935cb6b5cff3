#!/usr/bin/env bash
# Readers of calendars, PDF and spreadsheets that know nothing of this program, for its tests.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
kept=$tools/python
cmp -s "$here/python/requirements.txt" "$kept/requirements.txt" && "$kept/bin/python" -c 'import icalendar, ics, openpyxl, pypdf' 2>/dev/null && exit 0
say "installing readers for the tests (Python)"
rm -rf "$kept"
if ! python3 -m venv "$kept" >"$state/python.log" 2>&1; then
  command -v apt-get >/dev/null || die "python3 with venv is needed, see $state/python.log"
  as_root apt-get update -q >>"$state/python.log" 2>&1 || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q python3 python3-venv >>"$state/python.log" 2>&1 \
    && rm -rf "$kept" && python3 -m venv "$kept" >>"$state/python.log" 2>&1 || die "no python3 with venv, see $state/python.log"
fi
"$kept/bin/pip" install -q --disable-pip-version-check -r "$here/python/requirements.txt" >>"$state/python.log" 2>&1 \
  || die "the readers could not be installed, see $state/python.log"
cp "$here/python/requirements.txt" "$kept/requirements.txt"
