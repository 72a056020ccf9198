#!/usr/bin/env bash
# Plays the fault matrix (docs/faults.md) and prints it row by row:
#   scripts/with-engines.sh scripts/faults.sh [-only F01,F35]
# as `make faults` does. Exit code 1 when a row fails. Takes about five minutes;
# DUAR_TEST_ROUNDS says how often the server is killed.
set -euo pipefail
cd "$(dirname "$0")/.."
export DUAR_TEST_ROUNDS=${DUAR_TEST_ROUNDS:-200}
exec go run ./walks/faults "$@"
