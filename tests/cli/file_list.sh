#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The path "-": a list of files on standard input.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy drv/a.c
make_clean drv/b.c
make_buggy 'drv/with a blank.c'

# listed OPTION...: with the list in the file list
listed() {
	status=0
	"$DMALINT" scan --no-db --brief -f gcc "$@" <list >out 2>err || status=$?
}

printf 'drv/a.c\n\ndrv/with a blank.c\n' >list
listed -
expect_status 1
expect out "drv/a.c:13"
expect out "drv/with a blank.c:13"
expect err "in 2 files"
# the last line need not end, a folder may be in it, and other paths beside it
printf 'drv' >list
listed - drv/b.c
expect err "in 3 files"
printf 'drv/a.c\r\ndrv/b.c\r\n' >list
listed -
expect err "in 2 files"
find drv -name '*.c' -print0 >list
listed -0 -
expect err "in 3 files"
listed --null -
expect_status 1

listed -
expect_status 2
expect err "--null"
printf 'drv/a.c\ndrv/gone.c\n' >list
listed -
expect_status 2
expect err "'drv/gone.c': No such file"
: >list
listed -
expect_status 2
expect err "names no file"
listed - -
expect_status 2
listed -0 drv
expect_status 2
expect err "--null goes with the path '-'"
listed --diff - -
expect_status 2
expect err "standard input is the patch"
"$DMALINT" scan --no-db - <drv >out 2>err && status=0 || status=$?
expect_status 2
expect err "cannot read the list"
printf 'drv/b.c\n' >list
"$DMALINT" doctor - <list >out 2>err && status=0 || status=$?
expect_status 0
expect out "drv/b.c"

finish
