#!/usr/bin/env bash
# The programs of two builds play every scenario with one seed and must write the same bytes: the same
# fingerprints, and the same messages and verdicts behind them. For builds by two compilers.
set -euo pipefail

usage() {
  cat <<'TXT'
usage: tools/compare_fingerprints.sh [--help] BUILD BUILD [SEED]

BUILD is a build folder with the program in it (cli/parley); SEED is 7 unless told.

exit codes: 0 the same run; 1 not the same, the first differences are shown; 2 wrong usage
TXT
}

case "${1:-}" in --help|-h) usage; exit 0 ;; esac
[ $# = 2 ] || [ $# = 3 ] || { usage >&2; exit 2; }
seed=${3:-7}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# play BUILD NAME
play() {
  local program=$1/cli/parley
  [ -x "$program" ] || { echo "$program is not there: build it first" >&2; exit 2; }
  # Verdicts are compared below, so a scenario that is not green does not end this.
  "$program" simulate "$root/scenarios" --seed "$seed" --out "$work/$2" >"$work/$2.log" 2>&1 || true
  [ -s "$work/$2/run.json" ] || { cat "$work/$2.log" >&2; echo "$program wrote no run.json" >&2; exit 1; }
}

play "$1" one
play "$2" other
# The record names its build, and is the same but for that.
if diff -I '^  "build": ' "$work/one/run.json" "$work/other/run.json" >"$work/difference"; then
  echo "the same run: $(grep -c '"id": ".*/' "$work/one/run.json") scenarios, seed $seed"
else
  echo "seed $seed: the run of $1 (<) is not that of $2 (>)" >&2
  head -20 "$work/difference" | cut -c1-300 >&2
  exit 1
fi
