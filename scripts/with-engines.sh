#!/usr/bin/env bash
# Runs a command with a real PostgreSQL, a real Redis and a three-node Redis Cluster at
# hand, each fresh, on loopback, in a folder that goes when the command ends:
#   scripts/with-engines.sh go test ./...
# Tests find them in DUAR_TEST_POSTGRES, DUAR_TEST_REDIS and DUAR_TEST_REDIS_CLUSTER, and
# the foreign programs they talk to in DUAR_TEST_PEERS (scripts/npm.sh) and on the PATH
# (Kannel's bearerbox and smsbox in /usr/sbin, strace).
# What is missing is installed from Debian's packages when we may; otherwise it is
# skipped and said so, unless DUAR_TEST_REQUIRE=1, which makes that a failure.
set -euo pipefail

say() { printf 'engines: %s\n' "$*" >&2; }
pgbin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

want=()
command -v redis-server >/dev/null || want+=(redis-server)
[ -n "$(pgbin)" ] && [ -x "$(pgbin)/initdb" ] || want+=(postgresql)
command -v tmux >/dev/null || want+=(tmux)
command -v strace >/dev/null || want+=(strace)
[ -x /usr/sbin/bearerbox ] || want+=(kannel)
command -v npm >/dev/null || want+=(nodejs npm)
# Peers of papers: what else shapes letters, reads a PDF, proves a signature, reads a code
# and opens a page.
for pair in hb-shape:libharfbuzz-bin pdfsig:poppler-utils qpdf:qpdf mutool:mupdf-tools certutil:libnss3-tools \
  zbarimg:zbar-tools openssl:openssl chromium:chromium chromedriver:chromium-driver; do
  command -v "${pair%%:*}" >/dev/null || want+=("${pair#*:}")
done
[ -e /usr/share/hunspell/bn_BD.dic ] || want+=(hunspell-bn)
[ -e /usr/share/hunspell/hi_IN.dic ] || want+=(hunspell-hi)
if [ ${#want[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  say "installing ${want[*]}"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -q && apt-get install -qy --no-install-recommends "${want[@]}"; } >&2 || say "could not install ${want[*]}"
fi

# In memory where there is room: tests make hundreds of databases and throw them away, and
# would wait for a disk that keeps nothing. Who measures speed names the buffers, and gets
# the disk.
base=${TMPDIR:-/tmp}
shm=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
if [ -z "${DUAR_PG_BUFFERS:-}" ] && [ -w /dev/shm ] && [ "${shm:-0}" -gt 6000000 ]; then base=/dev/shm; fi
dir=$(mktemp -d "$base/duar-engines.XXXXXX")
chmod 755 "$dir"
pids=()
pg=""
stop() {
  [ -n "$pg" ] && as_pg "$(pgbin)/pg_ctl" -D "$dir/pg" -m immediate stop >/dev/null 2>&1 || true
  for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done
  rm -rf "$dir"
}
trap stop EXIT

# The package starts a gateway of its own, with open ports; nobody here wants that one.
if [ -x /etc/init.d/kannel ] && [ "$(id -u)" = 0 ]; then /etc/init.d/kannel stop >/dev/null 2>&1 || true; fi

# A port that nobody listens on. It, and the cluster bus 10,000 above it, lie below the
# range from which the kernel takes ports for outgoing connections.
free_port() {
  local p
  while :; do
    p=$((11000 + RANDOM % 10000))
    (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo "$p"; return; }
  done
}
missing() {
  if [ "${DUAR_TEST_REQUIRE:-}" = 1 ]; then say "$1 is required and not here"; exit 1; fi
  say "$1 is not here: its tests are skipped"
}
# PostgreSQL refuses to run as root.
as_pg() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

if [ -n "$(pgbin)" ] && [ -x "$(pgbin)/initdb" ]; then
  port=$(free_port)
  mkdir "$dir/pg" "$dir/sock"
  [ "$(id -u)" != 0 ] || chown postgres "$dir/pg" "$dir/sock"
  ( cd "$dir"
    as_pg "$(pgbin)/initdb" -D "$dir/pg" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    as_pg "$(pgbin)/pg_ctl" -D "$dir/pg" -w -l "$dir/pg/log" \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir/sock -c max_connections=200 -c shared_buffers=${DUAR_PG_BUFFERS:-256MB} -c max_wal_size=$([ $base = /dev/shm ] && echo 1GB || echo 4GB)" start >/dev/null ) || { cat "$dir/pg/log" >&2; exit 1; }
  pg=1
  export DUAR_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable"
else
  missing PostgreSQL
fi

if command -v redis-server >/dev/null; then
  start_redis() { # port, more flags
    local p=$1; shift
    mkdir "$dir/redis-$p"
    redis-server --port "$p" --bind 127.0.0.1 --dir "$dir/redis-$p" --save '' --appendonly no --loglevel warning "$@" >"$dir/redis-$p/log" 2>&1 &
    pids+=($!)
    for _ in $(seq 200); do redis-cli -p "$p" ping >/dev/null 2>&1 && return; sleep 0.05; done
    say "Redis on port $p did not start:"; cat "$dir/redis-$p/log" >&2; exit 1
  }
  port=$(free_port)
  start_redis "$port"
  export DUAR_TEST_REDIS="redis://127.0.0.1:$port"
  nodes=() urls=()
  for _ in 1 2 3; do
    p=$(free_port)
    start_redis "$p" --cluster-enabled yes --cluster-node-timeout 2000
    nodes+=("127.0.0.1:$p") urls+=("redis://127.0.0.1:$p")
  done
  redis-cli --cluster create "${nodes[@]}" --cluster-yes >/dev/null
  for _ in $(seq 100); do redis-cli -p "${nodes[0]##*:}" cluster info | grep -q cluster_state:ok && break; sleep 0.1; done
  export DUAR_TEST_REDIS_CLUSTER; DUAR_TEST_REDIS_CLUSTER=$(IFS=,; echo "${urls[*]}")
else
  missing Redis
fi

if command -v npm >/dev/null && peers=$(scripts/npm.sh peers smpp@0.5.1 @stoplight/prism-cli@5.14.2 axe-core@4.14.1); then
  export DUAR_TEST_PEERS=$peers
else
  missing "the SMSC, Prism and axe (npm)"
fi
[ -x /usr/sbin/bearerbox ] || missing Kannel
command -v strace >/dev/null || missing strace
for program in hb-shape pdfsig qpdf mutool certutil zbarimg openssl chromium chromedriver; do
  command -v "$program" >/dev/null || missing "$program"
done

"$@"
