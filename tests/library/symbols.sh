#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The shared library shows what the headers declare, all of it, and nothing else.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

# Declarations, one a line, without comments.
for header in "$PREFIX"/include/dmalint/*.h; do
	"$CC" -fpreprocessed -E -P -x c "$header" 2>/dev/null
done | tr '\n' ' ' | tr ';{}' '\n\n\n' | grep DMALINT_API | grep -v define |
	sed -E 's/.*DMALINT_API[^(]*\b(dmalint_[a-z0-9_]+)\(.*/\1/' | sort >declared
expect_true test "$(wc -l <declared)" -gt 80
expect_true test "$(sort -u declared | wc -l)" = "$(wc -l <declared)"
expect declared dmalint_scan_open
expect_not declared ' '

nm -D --defined-only "$LIBDIR/libdmalint.so" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >exported
expect_same declared exported
readelf -d "$LIBDIR/libdmalint.so" >dynamic
expect dynamic 'soname: [libdmalint.so.0]'

# In the static library everything is seen, so everything has a prefix.
nm -g --defined-only "$LIBDIR/libdmalint.a" 2>/dev/null | awk 'NF == 3 { print $3 }' | grep -vE '^(dl|dmalint)_|^__' >foreign || true
expect_true test ! -s foreign

finish
