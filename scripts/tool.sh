#!/usr/bin/env bash
# Prints where a Go program of a pinned version is, and builds it there on first use:
#   scripts/tool.sh golang.org/x/vuln/cmd/govulncheck v1.9.0
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1##*/}
tool=$PWD/bin/$name-$2
if [ ! -x "$tool" ]; then
  GOBIN=$PWD/bin go install "$1@$2" >&2
  mv "bin/$name" "$tool"
fi
echo "$tool"
