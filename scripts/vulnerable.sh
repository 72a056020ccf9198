#!/usr/bin/env bash
# Asks govulncheck whether the program calls anything that is known to be vulnerable. With
# a database at hand (../shared/vulndb, a file) it asks nobody outside; without one it says
# so and asks nothing, unless DUAR_VULNDB names one (an address or file://FOLDER).
set -euo pipefail
cd "$(dirname "$0")/.."
db=${DUAR_VULNDB:-}
if [ -z "$db" ]; then
  archive=$(ls ../shared/vulndb/*.tar.gz 2>/dev/null | sort | tail -1)
  if [ -z "$archive" ]; then
    echo "vulnerable: no database at hand; set DUAR_VULNDB to one, such as https://vuln.go.dev"
    exit 0
  fi
  dir=$(mktemp -d)
  trap 'rm -rf "$dir"' EXIT
  tar -xzf "$archive" -C "$dir"
  index=$(find "$dir" -path '*/index/db.json' | head -1) # wherever in the archive the database begins
  if [ -z "$index" ]; then
    echo "vulnerable: $archive holds no database"
    exit 1
  fi
  db=file://${index%/index/db.json}
fi
"$(scripts/tool.sh golang.org/x/vuln/cmd/govulncheck v1.9.0)" -db "$db" ./...
