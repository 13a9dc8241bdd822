#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Where output goes: whole or not at all, nothing mixed in, a full disk and a closed pipe are survived.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy drv/send.c

dmalint scan --format sarif -o log.sarif drv
expect_status 1
expect_true test ! -s out
expect log.sarif '"2.1.0"'
expect_true test "$(ls log.sarif*)" = log.sarif
dmalint scan --format sarif drv
expect_true test "$(head -c 1 out)" = "{"
dmalint scan --format sarif -o - drv
expect_true test "$(head -c 1 out)" = "{"

# An existing file is replaced and keeps its permissions; a link stays a link.
chmod 640 log.sarif
dmalint scan --format json -o log.sarif drv
expect_true test "$(stat -c %a log.sarif)" = 640
expect_not log.sarif '"2.1.0"'
ln -s log.sarif link
dmalint scan --format text -o link drv
expect_true test -L link
expect log.sarif "[DMA101]"

# An error leaves the old file alone.
dmalint scan --format sarif -o log.sarif no-such-path
expect_status 2
expect log.sarif "[DMA101]"

dmalint scan -o /dev/null drv
expect_status 1
expect_true test -c /dev/null
if [ -e /dev/full ]; then
	dmalint scan -o /dev/full drv
	expect_status 2
	expect err "/dev/full"
	status=0
	"$DMALINT" scan drv >/dev/full 2>err || status=$?
	expect_status 2
	expect err "standard output"
	status=0
	"$DMALINT" help scan >/dev/full 2>err || status=$?
	expect_status 2
	expect err "standard output"
fi

# A reader that goes away is no error of ours.
status=0
"$DMALINT" scan --quiet drv 2>err | true
status=${PIPESTATUS[0]}
expect_status 1
expect_true test ! -s err

# Colours only where they are wanted.
dmalint scan drv
expect_not out $'\033['
dmalint scan --color drv
expect out $'\033['
CLICOLOR_FORCE=1 dmalint scan drv
expect out $'\033['
CLICOLOR_FORCE=1 NO_COLOR=1 dmalint scan drv
expect_not out $'\033['
dmalint scan --color -o plain.txt drv
expect plain.txt $'\033['

# Statistics and progress are not for stdout.
dmalint scan --stats --format json drv
expect err "DMA functions"
expect err "files/s"
expect_true test "$(head -c 1 out)" = "{"

# Only the files that a scan may write to are written to.
expect_true test "$(find drv -newer drv/send.c -type f | wc -l)" = 0

# ---- one output ----
dmalint scan -o a.txt -o b.txt drv
expect_status 2
expect err "-o is given twice, 'a.txt' and 'b.txt'"
dmalint scan -f sarif --format json drv
expect_status 2
expect err "-f is given twice, 'sarif' and 'json'"
dmalint list -f json -f json
expect_status 2
# the one in a file gives way
printf '{"format": "json"}\n' >one.json
dmalint scan --config one.json -f gcc drv
expect_status 1
expect out "error: "
dmalint scan --config one.json -f gcc -f json drv
expect_status 2

finish
