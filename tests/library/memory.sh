#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The rooms of the host allocate and free through base/heap.c only, and end the process nowhere.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

cd "$SOURCE_DIR/analyzer" || exit 1
look() { # PATTERN
	grep -nE "(^|[^_a-zA-Z])($1) *\(" base/*.[ch] ir/*.[ch] report/*.[ch] wire/*.[ch] store/*.[ch] emit/*.[ch] scan/*.[ch] \
		api/*.[ch] | grep -vE '^base/heap\.c:|^[^:]*:[0-9]+:[ 	]*(/?\*|//)' >"$work/out" || true
	expect_true test ! -s "$work/out"
}
look 'malloc|calloc|realloc|free|strdup|strndup|asprintf|vasprintf|getline|realpath\([^,]*, NULL\)|getcwd\(NULL'
look 'abort|exit|_exit'
# The pattern finds what it should.
expect_true grep -qE '(^|[^_a-zA-Z])(free|calloc) *\(' base/heap.c

cd "$work" || exit 1
finish
