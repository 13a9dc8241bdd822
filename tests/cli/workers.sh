#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A worker that crashes, hangs, ends or is killed costs one file, which is named with the reason.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

for i in 1 2 3 4 5; do
	make_buggy drv/bug$i.c
done
dmalint scan --no-cache --format gcc --brief drv
expect_status 1
expect_true test "$(grep -c DMA101 out)" = 5

check_loss() { # kind, words of the reason
	export DMALINT_TEST_FAULT=analyse:$1:drv/bug3.c
	dmalint scan --no-cache --format gcc --brief --timeout-per-file 2 drv
	unset DMALINT_TEST_FAULT
	expect_status 1
	expect err "bug3.c: This file was not analysed"
	expect err "$2"
	expect err "while analysing it"
	expect_not out "bug3.c"
	expect_true test "$(grep -c DMA101 out)" = 4
}

check_loss crash "crashed (Segmentation fault)"
expect err "fault wanted at"
check_loss hang "time limit of 2 s"
check_loss kill "killed"
export DMALINT_TEST_FAULT=analyse:exit:drv/bug3.c
dmalint scan --no-cache drv
expect_status 1
expect err "ended with status 7"

# The loss is in the store, the JSON and the SARIF log.
dmalint list --files
expect_status 0
expect out "bug3.c: lost"
dmalint scan --no-cache --format json drv
expect out "file-lost"
dmalint scan --no-cache --format sarif drv
expect out "file-lost"
expect out "toolExecutionNotifications"

# A module that is lost is analysed file by file; only the guilty file is lost.
unset DMALINT_TEST_FAULT
mkdir mod
printf 'obj-m += foo.o\nfoo-y := bug1.o bug2.o bug3.o\n' >mod/Makefile
for i in 1 2 3; do
	make_buggy mod/bug$i.c
done
dmalint scan --no-cache --format gcc --brief --stats mod
expect_status 1
expect_true test "$(grep -c DMA101 out)" = 3
expect err "modules             1,"
check_module() { # kind
	export DMALINT_TEST_FAULT=analyse:$1:mod/bug2.c
	dmalint scan --no-cache --format gcc --brief --timeout-per-file 2 mod
	unset DMALINT_TEST_FAULT
	expect_status 1
	expect err "The 3 files of 'mod/foo' could not be analysed together"
	expect err "bug2.c: This file was not analysed"
	expect_true test "$(grep -c DMA101 out)" = 2
}
check_module crash
check_module hang

# A file that is lost while it is parsed leaves the rest of its module.
export DMALINT_TEST_FAULT=parse:kill:mod/bug2.c
dmalint scan --no-cache --format gcc --brief mod
unset DMALINT_TEST_FAULT
expect_status 1
expect err "while parsing it"
expect_not err "together"
expect_true test "$(grep -c DMA101 out)" = 2

# All files lost: nothing found, incomplete.
unset DMALINT_TEST_FAULT
make_clean one/clean.c
export DMALINT_TEST_FAULT=analyse:kill:one/clean.c
dmalint scan --no-cache --jobs 4 one
expect_status 3

finish
