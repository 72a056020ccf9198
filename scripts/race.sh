#!/bin/sh
# race.sh: the race detector on the packages where many things run at once, one package at a
# time. It needs gcc, because the detector is cgo; everything else is built without. A machine
# of two cores takes about a quarter of an hour: property tests are played a few times only,
# and what a test promises of speed is not asked for here.
#
#   scripts/race.sh [package ...]
set -u
cd "$(dirname "$0")/.." || exit 1
command -v gcc >/dev/null || { echo "race: gcc is not there, and the race detector needs it" >&2; exit 1; }
export CGO_ENABLED=1
failed=0
race() {
	echo "race: $*"
	go test -race -count=1 -timeout 15m "$@" || failed=1
}
if [ $# -gt 0 ]; then
	for package in "$@"; do race "$package"; done
	exit $failed
fi
race ./worker
race ./store/queue
race ./ussd/...
race ./api
race ./seva/casework/...
race ./seva/service
race ./seva/document
race ./seva/mutation -rapid.checks=8
race ./seva/payment -rapid.checks=8
race ./store/sqlstore -run 'Payment|Document|Deed|Case|Watch|TwoActs|Unkeyed' -rapid.checks=8
exit $failed
