#!/usr/bin/env bash
# Holds api/openapi.yaml to what app teams rely on: Spectral with OWASP's rules and ours,
# nothing broken since the last release, and clients that compile.
#   scripts/contract.sh [lint] [breaking] [clients]     all three without a word
# What a machine lacks is skipped and said so, unless DUAR_TEST_REQUIRE=1.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf 'contract: %s\n' "$*"; }
missing() {
  if [ "${DUAR_TEST_REQUIRE:-}" = 1 ]; then say "$1 is required and not here"; exit 1; fi
  say "$1 is not here: skipped"
}
if ! command -v npm >/dev/null; then missing npm; exit 0; fi
tools=$(scripts/npm.sh contract @stoplight/spectral-cli@6.16.3 @stoplight/spectral-owasp-ruleset@2.0.1 \
  @openapitools/openapi-generator-cli@1.0.18-4.3.1 typescript@5.9.3 openapi-typescript@7.13.0 openapi-fetch@0.15.0 \
  kotlin-compiler@1.9.25 web-tree-sitter@0.25.10 tree-sitter-wasms@0.1.13)
PATH=$tools/node_modules/.bin:$PATH

# Spectral finds a ruleset's package from the ruleset's own folder.
lint() {
  cp scripts/contract/spectral.yaml "$tools/"
  spectral lint --ruleset "$tools/spectral.yaml" --fail-severity warn --quiet api/openapi.yaml
  say "Spectral finds nothing"
}

# The last release is a commit: its document is what apps in the field were built from.
breaking() {
  local base old
  base=$(cat scripts/contract/released)
  old=$(mktemp)
  if ! git show "$base:api/openapi.yaml" >"$old" 2>/dev/null; then
    rm -f "$old"
    missing "the history back to $base"
    return
  fi
  "$(scripts/tool.sh github.com/oasdiff/oasdiff v1.36.0)" \
    breaking --fail-on ERR --err-ignore scripts/contract/broken.txt "$old" api/openapi.yaml
  rm -f "$old"
  say "nothing that an app built from ${base:0:7} relies on is broken"
}

clients() {
  scripts/contract/clients.sh "$tools" "$PWD/bin/clients"
}

[ $# -gt 0 ] || set -- lint breaking clients
for step; do "$step"; done
