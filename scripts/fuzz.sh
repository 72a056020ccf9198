#!/usr/bin/env bash
# Runs every fuzz target for a while: scripts/fuzz.sh [duration]
set -euo pipefail
cd "$(dirname "$0")/.."
for pkg in $(go list ./...); do
  for target in $(go test -list '^Fuzz' "$pkg" | grep '^Fuzz' || true); do
    echo "== $pkg $target"
    # Large inputs, such as whole PDF files, would otherwise be made smaller all the time.
    go test -run '^$' -fuzzminimizetime 100x -fuzz "^$target\$" -fuzztime "${1:-60s}" "$pkg"
  done
done
