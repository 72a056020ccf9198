#!/usr/bin/env bash
# Puts npm packages of exact versions under bin/NAME, on first use or when the list has
# changed, and prints that folder: scripts/npm.sh peers smpp@0.5.1
# Scripts of packages do not run: none that we use needs any.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$PWD/bin/$1
shift
if [ "$(cat "$dir/have" 2>/dev/null)" != "$*" ]; then
  rm -rf "$dir" && mkdir -p "$dir"
  npm install --prefix "$dir" --no-package-lock --no-save --ignore-scripts --no-audit --no-fund --silent "$@" >&2
  echo "$*" >"$dir/have"
fi
echo "$dir"
