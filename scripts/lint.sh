#!/usr/bin/env bash
# Runs golangci-lint at a pinned version, built on first use into bin/.
set -euo pipefail
cd "$(dirname "$0")/.."
version=v2.15.0
tool="bin/golangci-lint-$version"
if [ ! -x "$tool" ]; then
  GOBIN="$PWD/bin" go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$version"
  mv bin/golangci-lint "$tool"
fi
exec "$tool" run ./...
