#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# diff: what is new, gone and moved between two stored scans.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy drv/a.c
make_buggy drv/b.c
dmalint diff
expect_status 2
dmalint scan drv
dmalint diff
expect_status 2
expect err "before scan 1"

# the same again
dmalint scan drv
dmalint diff
expect_status 0
expect_true test ! -s out

# moved, gone, new
sed -i '1i /* moved */' drv/a.c
make_clean drv/b.c
make_buggy drv/c.c
dmalint scan drv
dmalint diff
expect_status 1
expect_true test "$(wc -l <out)" = 3
expect out "new    high    drv/c.c:13:"
expect out "gone   high    drv/b.c:13:"
expect out "moved  high    drv/a.c:14:"
cp out forward
dmalint diff 1 3
expect_same out forward
dmalint diff 1
expect_same out forward
# backwards
dmalint diff 3 1
expect out "new    high    drv/b.c"
expect out "gone   high    drv/c.c"
# what is new, as scan writes it
dmalint diff --format gcc --brief 1 3
expect_status 1
expect_true test "$(wc -l <out)" = 1
expect out "c.c:13:"
dmalint diff --format sarif -o new.sarif
expect_status 1
expect_true grep -q '"uri": "drv/c.c"' new.sarif

# what is suppressed is neither new nor gone
dmalint triage --false-positive "$("$DMALINT" list --path drv/c.c | awk '{ print $1 }')"
dmalint diff
expect_status 0
expect_not out "c.c"
# another tree is compared when it is named
make_buggy other/tree/drv/a.c
mkdir -p other/tree/.git
dmalint scan other/tree
dmalint diff
expect_status 2
dmalint diff 3 4
expect_status 0
expect_not out "new"

for wrong in "1 2 3" "x" "1 99" "--confidence sure 1 2" "-o x 1 2"; do
	# shellcheck disable=SC2086
	dmalint diff $wrong
	expect_status 2
done

finish
