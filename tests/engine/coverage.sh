#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# coverage.sh SOURCE_DIR: every case and function that tests/README.md names is there.
cd "$1" || exit 2

names() {
	sed '1,/^## What covers what/d' tests/README.md | grep -o '`[a-z_0-9]*/[a-z_0-9]*\(\.c:[a-z_0-9]*\)\?`' | tr -d '`'
}
cases() {
	(cd tests/engine && grep -o '^# case [a-z_0-9]*' ./*.ir) | sed 's|^\./||; s|\.ir:# case |/|'
}
functions() {
	(cd corpus/drivers && grep -o '\<[a-z_0-9]*(' ./*/*.c) | sed 's|^\./||; s|($||'
}
missing=$(comm -23 <(names | sort -u) <({ cases; functions; } | sort -u))
[ -z "$missing" ] || { echo "tests/README.md names what is not there:" $missing; exit 1; }
