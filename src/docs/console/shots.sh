#!/bin/sh
# Takes pictures of every page of a province under traffic and faults: into target/console, and the few that the
# documentation shows into this folder. An argument is a pattern for the names of the pictures wanted, such as
# 'hub-.*-vi-light-1440'. Needs Maven and Debian's chromium and chromium-driver.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
cd "$here/../../.."
rm -rf target/console
ANTIN_BROWSER=required ANTIN_SHOTS=${1:-.*} mvn -B -ntp -q -Pfast test -Dtest=Shots
for picture in "$here"/*.png; do
    [ ! -f "target/console/${picture##*/}" ] || cp "target/console/${picture##*/}" "$picture"
done
echo "$(find target/console -name '*.png' | wc -l) pictures in target/console"
