#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# .dmalint.json, and the options that people put into it: --disable, --exclude, --fail-on.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy drv/a.c
make_buggy drv/old/b.c
make_buggy "drv/with blank/c.c"

# ---- the options ----
dmalint scan --disable DMA101 drv
expect_status 0
dmalint scan --rules 'DMA1*' --disable unchecked-mapping drv
expect_status 0
dmalint scan --disable DMA999 drv
expect_status 2
expect err "'DMA999'"
dmalint scan --rules DMA101 --disable DMA101 drv
expect_status 2
expect err "disabled"

# ---- rules that only a profile, or their name, turns on ----
mkdir trust
cp "$SOURCE_DIR/rules/DMA601-unchecked-device-data/bad.c" trust/ring.c
dmalint scan trust
expect_status 0
dmalint scan --disable DMA101 trust
expect_status 0
dmalint scan --profile untrusted-device trust
expect_status 1
expect out "[DMA601]"
dmalint scan --rules DMA601 trust
expect_status 1
dmalint scan --rules DMA101 --profile untrusted-device trust
expect_status 1
dmalint scan --profile untrusted-device --disable 'DMA6*' trust
expect_status 0
dmalint scan --profile untrusted-devices trust
expect_status 2
expect err "there is no profile 'untrusted-devices', perhaps 'untrusted-device'"
dmalint scan --profile , trust
expect_status 2
expect err "the list is empty"
dmalint scan --format sarif --profile untrusted-device -o trust.sarif trust
expect_true grep -q '"enabled": false' trust.sarif
expect_true test "$(grep -c '"enabled": false' trust.sarif)" = 3
printf '{"profile": ["untrusted-device"]}\n' >trust.json
dmalint scan --config trust.json trust
expect_status 1
dmalint rules
expect out "(--profile untrusted-device)"
expect_true test "$(grep -c -- --profile out)" = 3

dmalint scan --fail-on error drv
expect_status 1
dmalint scan --fail-on never drv
expect_status 2

for pattern in old 'ol*' drv/old drv/old/ ./drv/old 'drv/*/b.c' b.c '*/b.c'; do
	dmalint scan --exclude "$pattern" drv
	expect_status 1
	expect out "a.c:"
	expect_not out "b.c:"
	expect out "c.c:"
done
for pattern in ol drv/ol old/b b 'a.cc' 'drv/?.c.c'; do
	dmalint scan --exclude "$pattern" drv
	expect err "3 findings in 3 files"
done
dmalint scan --exclude 'with blank' --exclude old drv
expect err "1 finding in 1 file"
# who names a file wants it; what is left may be nothing
dmalint scan --exclude b.c drv/old/b.c
expect_status 1
dmalint scan --exclude '*.c' drv
expect_status 3
expect err "there is no .c file in the given paths that is not excluded"

# ---- the file ----
printf '{"disable": ["DMA211", "DMA221"], "exclude": ["old", "with*"], "exit-zero": true, "baseline": "known"}\n' >.dmalint.json
dmalint scan drv
expect_status 2
expect err "$PWD/known"
expect err "options of $PWD/.dmalint.json hold, too"
printf '# empty\n' >known
dmalint scan drv
expect_status 0
expect err "1 finding in 1 file"
# from a folder below; what is relative in it is so to the file
cd drv || exit 1
dmalint scan .
expect_status 0
expect err "1 finding in 1 file"
cd .. || exit 1
# the command line goes before it; another file, or none
dmalint scan --no-config drv
expect_status 1
expect err "3 findings"
printf '{"confidence": "high", "jobs": 1, "rules": "DMA211"}\n' >other.json
dmalint scan --config other.json drv
expect_status 0
dmalint scan --config=other.json --rules DMA101 drv
expect_status 1
expect err "3 findings"

# ---- trouble ----
bad() { # bad TEXT WORDS...
	printf '%s\n' "$1" >bad.json
	dmalint scan --config bad.json drv
	expect_status 2
	shift
	for words in "bad.json" "$@"; do
		expect err "$words"
	done
}
bad '{' 'bad.json:'
bad '[]' 'no JSON object'
bad '{"colour": "never"}' "'colour'"
bad '{"output": "x"}' "'output'"
bad '{"quiet": "yes"}' "'quiet'" 'true or false'
bad '{"exclude": [1]}' "'exclude'"
bad '{"confidence": {}}' "'confidence'"
bad '{"confidence": "sure"}' "'sure'"
bad '{"rules": []}' "list is empty"
bad '{"jobs": 1, "jobs": 2}' 'bad.json:1'
dmalint scan --config missing.json drv
expect_status 2
expect err "missing.json"

finish
