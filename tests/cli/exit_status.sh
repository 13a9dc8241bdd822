#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The exit status is a contract: 0 clean, 1 findings, 2 error, 3 incomplete.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy buggy/send.c
make_clean clean/send.c

dmalint scan clean
expect_status 0
expect err "0 findings in 1 file"
expect_true test ! -s out

dmalint scan buggy
expect_status 1
expect out "[DMA101]"
expect out "buggy/send.c:"
expect err "1 finding in 1 file"

dmalint scan buggy clean
expect_status 1
expect err "in 2 files"

dmalint scan --exit-zero buggy
expect_status 0
expect out "[DMA101]"

# What is not shown does not count.
dmalint scan --rules DMA2* buggy
expect_status 0
expect_not out "DMA101"
dmalint scan --rules unchecked-mapping buggy
expect_status 1

# A lost file: 3 when nothing was found, 1 when something was.
export DMALINT_TEST_FAULT=analyse:crash:clean/send.c
dmalint scan clean
expect_status 3
expect err "send.c: This file was not analysed"
expect err "crashed"
unset DMALINT_TEST_FAULT
make_buggy both/bug.c
make_clean both/lost.c
export DMALINT_TEST_FAULT=analyse:crash:both/lost.c
dmalint scan both
expect_status 1
expect err "lost.c: This file was not analysed"
expect out "[DMA101]"
dmalint scan --exit-zero both
expect_status 0
dmalint scan --exit-zero both/lost.c
expect_status 3
unset DMALINT_TEST_FAULT

# Nothing to do is said.
mkdir empty
dmalint scan empty
expect_status 2
expect err "empty: there is no .c file"
dmalint scan buggy empty
expect_status 2
echo text >notes.txt
dmalint scan notes.txt
expect_status 2
expect err "notes.txt: not a .c file"
echo 'int main(void) { return 0; }' >empty/hello.c
dmalint scan empty
expect_status 0
expect err "--all-files"
dmalint scan --all-files empty
expect_status 0
expect err "in 1 file"

# --quiet says nothing on stderr; errors are still said.
dmalint scan --quiet buggy
expect_status 1
expect_true test ! -s err
dmalint scan --quiet no-such-path
expect_status 2
expect err "no-such-path"

finish
