#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The runner must fail when a finding is missing, unexpected, or when the scan is not whole.
set -u
runner=$1
fake=$2
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
failed=0

# expect STATUS TEXT FILE-CONTENT
expect() {
	local status=$1 text=$2 out rc
	printf '%s\n' "$3" >"$dir/a.c"
	out=$("$runner" "$fake" "$dir" "$dir/a.c" 2>&1)
	rc=$?
	if [ $rc != "$status" ] || [[ $out != *"$text"* ]]; then
		printf 'wanted status %s and "%s", got status %s:\n%s\n' "$status" "$text" $rc "$out"
		failed=1
	fi
}

expect 0 "0 differences" 'int a; /* FAKE101 */ // want "DMA101"'
expect 0 "0 differences" 'int a;'
expect 1 "a.c:1: missing DMA101" 'int a; // want "DMA101"'
expect 1 "a.c:1: unexpected DMA101: m (in f)" 'int a; /* FAKE101 */'
expect 1 "a.c:1: missing DMA102" 'int a; /* FAKE101 */ // want "DMA102"'
expect 1 "no closing quote" 'int a; // want "DMA101'
export FAKE_DEGRADED=1
expect 1 "not parsed whole" 'int a;'
unset FAKE_DEGRADED
export FAKE_DIES=1
expect 1 "no JSON (exit status 2)" 'int a;'
unset FAKE_DIES
fake=$dir/not-there
expect 1 "cannot run" 'int a;'
mkdir -p "$dir/rules/DMA101-x" && echo 'int a;' >"$dir/rules/DMA101-x/bad.c"
"$runner" --count "$dir" >"$dir/out" && { echo "a bad.c without a want comment was accepted"; failed=1; }
exit $failed
