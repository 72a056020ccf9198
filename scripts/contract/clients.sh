#!/usr/bin/env bash
# Generates clients from api/openapi.yaml and lets a compiler judge them: TypeScript by tsc,
# Kotlin by kotlinc (with Debian's okhttp and gson), Swift and Dart, for which there is no
# compiler to be had everywhere, by a parser of the language.
#   clients.sh TOOLS FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tools=$1 out=$2
say() { printf 'contract: %s\n' "$*"; }
rm -rf "$out" && mkdir -p "$out"
document=$here/../../api/openapi.yaml

# TypeScript takes the document as it is; the sample is what an app would write.
openapi-typescript "$document" -o "$out/duar.d.ts" >/dev/null
cp "$here/sample.ts" "$out/"
ln -s "$tools/node_modules" "$out/node_modules"
tsc --noEmit --strict --target es2022 --module nodenext --moduleResolution nodenext --skipLibCheck --lib es2022,dom "$out/sample.ts"
say "the TypeScript client is good (strict)"

if ! command -v java >/dev/null; then
  [ "${DUAR_TEST_REQUIRE:-}" != 1 ] || { say "java is required and not here"; exit 1; }
  say "java is not here: the Kotlin, Swift and Dart clients are skipped"
  exit 0
fi
PEERS=$tools/node_modules node "$here/plain.mjs" "$document" >"$out/openapi30.json"
generate() { # generator, folder, more
  local g=$1 f=$2; shift 2
  openapi-generator generate -g "$g" -i "$out/openapi30.json" -o "$out/$f" "$@" >"$out/$f.log" 2>&1 || { tail -20 "$out/$f.log"; exit 1; }
}
generate kotlin kotlin --library jvm-okhttp3 --type-mappings AnyType=kotlin.Any --import-mappings AnyType=kotlin.Any \
  --additional-properties=serializationLibrary=gson,packageName=bangla.duar,dateLibrary=string,enumPropertyNaming=UPPERCASE
generate swift5 swift
generate dart dart

if ! ls /usr/share/java/okhttp.jar /usr/share/java/gson.jar >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends libgoogle-gson-java libokhttp-java libokio-java >&2 || true
fi
if ls /usr/share/java/okhttp.jar /usr/share/java/gson.jar >/dev/null 2>&1; then
  lib=$tools/node_modules/kotlin-compiler/lib
  find "$out/kotlin/src/main" -name '*.kt' >"$out/kotlin.files"
  java -Xmx2g -cp "$lib/*" org.jetbrains.kotlin.cli.jvm.K2JVMCompiler -nowarn -no-stdlib -no-reflect \
    -cp "/usr/share/java/gson.jar:/usr/share/java/okhttp.jar:/usr/share/java/okio.jar:$lib/kotlin-stdlib.jar:$lib/kotlin-reflect.jar" \
    -d "$out/kotlin.jar" "@$out/kotlin.files"
  say "the Kotlin client compiles ($(wc -l <"$out/kotlin.files") files)"
else
  say "okhttp and gson are not here: the Kotlin client was generated and not compiled"
fi
node "$here/parse.mjs" "$tools/node_modules" swift "$out/swift" .swift
node "$here/parse.mjs" "$tools/node_modules" dart "$out/dart/lib" .dart
