#!/usr/bin/env bash
# Runs golangci-lint at a pinned version, built on first use into bin/.
set -euo pipefail
cd "$(dirname "$0")/.."
exec "$(scripts/tool.sh github.com/golangci/golangci-lint/v2/cmd/golangci-lint v2.15.0)" run ./...
