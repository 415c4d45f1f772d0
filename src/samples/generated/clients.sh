#!/usr/bin/env bash
# Sinh thư viện khách từ openapi.yaml rồi dịch nó cùng luồng mẫu · Generates a client from openapi.yaml and builds it
# with the complete flow.
#
#   clients.sh java|typescript|python FOLDER    → FOLDER/java, FOLDER/typescript, FOLDER/python
#   clients.sh lint FOLDER                      → openapi.yaml theo spectral và redocly · by spectral and redocly
#
# Cần · needs: mvn; javac; node + npm; python3-pydantic python3-urllib3 python3-dateutil python3-typing-extensions
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
contract=${ANTIN_CONTRACT:-$here/../../../schemas/openapi.yaml}
what=${1:?java, typescript, python or lint}
mkdir -p "${2:?folder}"
out=$(cd "$2" && pwd)

fetch() { # MAVEN-GOAL ARGUMENT...
    (cd "$out" && mvn -B -ntp -q "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:$1" "${@:2}" </dev/null)
}

generate() { # GENERATOR ARGUMENT...
    local version=7.25.0
    local jar=$out/openapi-generator-cli-$version.jar
    [[ -e $jar ]] || fetch copy "-Dartifact=org.openapitools:openapi-generator-cli:$version" "-DoutputDirectory=$out"
    rm -rf "${out:?}/$what"
    # Answers may get new members: a client that holds them to this release would refuse them.
    sed -e '/^ *additionalProperties: false$/d' "$contract" >"$out/$what.yaml"
    java -jar "$jar" generate -i "$out/$what.yaml" -g "$1" -o "$out/$what" "${@:2}" \
        --additional-properties disallowAdditionalPropertiesIfNotPresent=false \
        --global-property apis,models,supportingFiles,apiDocs=false,modelDocs=false,apiTests=false,modelTests=false \
        >"$out/$what.log" 2>&1 || { cat "$out/$what.log"; exit 1; }
}

packages() { # NPM-PACKAGE...
    local new=()
    for package in "$@"; do
        [[ -e $out/node_modules/${package%@*} ]] || new+=("$package")
    done
    ((${#new[@]} == 0)) || npm install --prefix "$out" --no-save --no-audit --no-fund --silent "$@" </dev/null
}

case $what in
java)
    generate java --library okhttp-gson -p openApiNullable=false
    [[ -e $out/java-lib ]] || fetch copy-dependencies -f "$out/java/pom.xml" -DincludeScope=compile "-DoutputDirectory=$out/java-lib"
    find "$out/java/src/main/java" "$here/java" -name '*.java' >"$out/java/files"
    javac -nowarn -encoding UTF-8 -cp "$out/java-lib/*" -d "$out/java/classes" "@$out/java/files"
    ;;
typescript)
    generate typescript-fetch
    packages typescript@5.9.3 @types/node@18.19.130
    cp "$here/typescript/flow.ts" "$out/typescript/flow.ts"
    "$out/node_modules/.bin/tsc" --strict --target es2022 --lib es2022,dom --module commonjs --types node \
        --typeRoots "$out/node_modules/@types" --outDir "$out/typescript/js" "$out/typescript/flow.ts"
    ;;
python)
    # The generator's present Python is for Pydantic 2; Debian 12 has Pydantic 1.
    python=$(for each in python3 /usr/bin/python3; do
        ! "$each" -c 'import pydantic, urllib3, dateutil' 2>/dev/null || { echo "$each"; break; }
    done)
    [[ $python ]] || { echo "python3-pydantic is missing"; exit 1; }
    generator=python
    [[ $("$python" -c 'import pydantic; print(pydantic.VERSION)') != 1.* ]] || generator=python-pydantic-v1
    generate "$generator" -p packageName=antin_client
    cp "$here"/python/*.py "$out/python"
    "$python" -m compileall -q "$out/python"
    ln -sf "$(command -v "$python")" "$out/python/python3"
    ;;
lint)
    packages @stoplight/spectral-cli@6.16.3 @redocly/cli@1.34.5
    "$out/node_modules/.bin/spectral" lint --fail-severity warn -r "$here/spectral.yaml" "$contract"
    REDOCLY_TELEMETRY=off "$out/node_modules/.bin/redocly" lint --config "$here/redocly.yaml" "$contract"
    ;;
*) sed -n '2,8p' "$0"; exit 2 ;;
esac
