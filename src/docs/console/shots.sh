#!/bin/sh
# Takes pictures of every page of a province under traffic and faults: into target/console, and the few that the
# documentation shows, made small, into this folder. An argument is a pattern for the names of the pictures wanted, such
# as 'hub-.*-vi-light-1440'. Needs Maven and Debian's chromium, chromium-driver and imagemagick.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
cd "$here/../../.."
rm -rf target/console
ANTIN_BROWSER=required ANTIN_SHOTS=${1:-.*} mvn -B -ntp -q -Pfast test -Dtest=Shots
for kept in "$here"/*.png; do
    taken=target/console/${kept##*/}
    [ ! -f "$taken" ] || convert "$taken" -crop x1080+0+0 +repage -strip +dither -colors 64 "PNG8:$kept"
done
echo "$(find target/console -name '*.png' | wc -l) pictures in target/console"
