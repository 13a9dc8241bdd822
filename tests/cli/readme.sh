#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The README's table of rules is the rules that there are; its files exist; its first lines are the two commands.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

readme=$SOURCE_DIR/README.md
dmalint rules
expect_status 0
awk '{ print $1, $4 }' out | sort >rules.txt
sed -n '/<!-- rules:/,/<!-- end of rules/p' "$readme" | awk -F'|' '$2 ~ /DMA[0-9]/ { gsub(/ /, "", $2); gsub(/ /, "", $3); print $2, $3 }' |
	sort >table.txt
expect_same rules.txt table.txt
expect_true test -s table.txt

# Links between the documents lead somewhere.
for page in "$readme" "$SOURCE_DIR"/docs/*.md "$SOURCE_DIR"/docs/*/*.md; do
	grep -oE '\]\([a-zA-Z.][a-zA-Z0-9_./-]*[)#]' "$page" | sed -E 's/^..//; s/.$//' | grep -v '^http' | while read -r link; do
		[ -e "$(dirname "$page")/$link" ] || echo "$page: $link"
	done
done >missing.txt
expect_true test ! -s missing.txt

head -n 12 "$readme" >top.txt
expect top.txt "./dev scan"
expect top.txt "./dev test"
expect_true bash -n "$SOURCE_DIR/dev"
status=0
"$SOURCE_DIR/dev" help >out 2>err || status=$?
expect_status 0
expect out "./dev scan"
status=0
"$SOURCE_DIR/dev" frobnicate >out 2>err || status=$?
expect_status 2
expect err "'frobnicate'"

finish
