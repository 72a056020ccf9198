#!/usr/bin/env bash
# Writes the software bill of materials, CycloneDX 1.7 in JSON, to bin/sbom.json: every
# module in go.sum with its hash and licence (CERT-In, technical guidelines on SBOM, 2.0).
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$(scripts/npm.sh sbom @cyclonedx/cdxgen@12.8.4)
"$tools/node_modules/.bin/cdxgen" --type go --no-install-deps --no-banner --output bin/sbom.json . >/dev/null 2>&1
node -e 'const s = JSON.parse(require("fs").readFileSync("bin/sbom.json")); if (s.components.length < 20) throw new Error("an SBOM of so few modules is none"); console.log("sbom: " + s.components.length + " modules in bin/sbom.json")'
