#!/usr/bin/env bash
# All benchmarks that print a ratio to a floor of the same run. Run through
# scripts/with-engines.sh (as `make bench` does). Takes about twenty minutes, most of it
# for making two registers of ten million plots; DUAR_BENCH_PLOTS=1000000 is quicker, and
# DUAR_BENCH_CASES=30000 makes a tenth of the 300,000 cases.
set -euo pipefail
cd "$(dirname "$0")/.."
# A lookup in a cold tree is to be measured, not the disk: where the machine has the room,
# SQLite's register is kept in memory. PostgreSQL warms its own buffers (DUAR_PG_BUFFERS).
if [ -z "${DUAR_BENCH_DIR:-}" ] && [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -1)" -gt $((16 << 20)) ]; then
  DUAR_BENCH_DIR=$(mktemp -d /dev/shm/duar-bench.XXXXXX)
  export DUAR_BENCH_DIR
  trap 'rm -rf "$DUAR_BENCH_DIR"' EXIT
fi

one() { go test -run '^$' -timeout 60m -benchtime "${3:-1x}" -v -bench "$2" "$1" | grep -E '^Benchmark.*op|(speed|clock|submit|fill)_test|ratio|^--- FAIL' || true; }

echo '== the dialogue engine alone, then a hop with words (target 200,000 hops/s)'
one ./ussd/dialogue 'Hop' 1s
one ./ussd 'Hop' 1s
echo '== papers: a one-page copy (target 30 ms), and an index of fifty pages (target 1 s) to as many pages of unshaped Latin'
one ./paper 'RoR|PlotIndex' 2s
echo '== a whole USSD hop over HTTP and Redis, to a bare handler with the same two commands (target 0.70)'
one ./walks 'BenchmarkHop$'
echo '== the demo: first start, second start, idle memory (targets 15 s, 2 s, 100 MB)'
one ./walks 'BenchmarkDemo$'
echo '== plot lookups over HTTP, to a bare handler with the same bytes (targets: Zipf 0.80; uniform 0.25 SQLite, 0.30 PostgreSQL; loading 200,000 rows/s)'
one ./walks 'BenchmarkLookupSQLite'
case "${DUAR_BENCH_DIR:-}" in /dev/shm/duar-bench.*) rm -f "$DUAR_BENCH_DIR"/*;; esac # room for the next
one ./walks 'BenchmarkLookupPostgres'
case "${DUAR_BENCH_DIR:-}" in /dev/shm/duar-bench.*) rm -f "$DUAR_BENCH_DIR"/*;; esac
echo '== SMS over one SMPP bind with their receipts, to a bare submit and its answer (target 3,000/s); whole USSD hops over SMPP, to a bare screen (target 5,000/s)'
one ./ussd/gateway/smpp 'Send' 100000x
one ./walks 'BenchmarkSMPPHop'
echo '== what counting a caller adds to an answer from memory (target 0.05), and a session or an Idempotency-Key to what is asked (target 0.15)'
one ./api 'BenchmarkLimited$' 3s
one ./walks 'BenchmarkToken'
echo '== status by number among 300,000 cases, to a bare row by its key (targets: p99 2 ms; 2.00 of a row for whoever is known by the phone)'
one ./walks 'BenchmarkCaseStatus'
echo '== a day begins for 100,000 running cases, a third of which it brings something (target 10 s, and each act exact)'
one ./walks 'BenchmarkClock'
echo '== applications handed in over HTTP, 32 at a time, each durable, to bare durable rows'
one ./walks 'BenchmarkSubmit'
echo '== payments begun, settled and their cases moved on, to as many bare durable rows'
one ./seva/payment 'BenchmarkPay$|BenchmarkFloor$' 200x
echo '== papers made by the desk, with a press that takes no time; where a paper stands; an act that somebody watches'
one ./store/sqlstore 'BenchmarkPapers$' 200x
one ./store/sqlstore 'BenchmarkPaperStands$|BenchmarkWatchedAct$|BenchmarkKey$' 1s
echo '== maps: a plot and a mouza as pictures, a mouza as GeoJSON to its bare bytes'
one ./paper 'PlotPNG|MouzaPNG|MouzaSVG' 1s
one ./api/wire 'BenchmarkMosaic' 1s
echo '== papers signed and proved, to the bare ECDSA of the same run: files (target: a signature in 1 ms), then the facts of QR codes'
go test -run '^$' -benchtime 1s -bench 'BenchmarkSeal' ./paper/seal | grep -E '^Benchmark' || true
go test -run '^$' -benchtime 1s -bench 'BenchmarkToken' ./paper/token | grep -E '^Benchmark' || true
