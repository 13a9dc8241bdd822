#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Baselines: known findings are not reported, new ones are; the file shrinks, and never by mistake.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy drv/a.c
make_buggy drv/b.c

# ---- wrong usage ----
dmalint baseline
expect_status 2
expect err "create or update"
dmalint baseline remake known
expect_status 2
expect err "'remake'"
dmalint baseline create
expect_status 2
dmalint baseline create known
expect_status 2
expect_true test ! -e known
dmalint scan --baseline known drv
expect_status 2
expect err "known"

# ---- create ----
dmalint scan drv
dmalint baseline create known
expect_status 0
expect err "2 findings written to known"
expect_true test "$(grep -c DMA101 known)" = 2
dmalint baseline create known
expect_status 2
expect err "update"
dmalint scan --baseline known drv
expect_status 0
expect_true test ! -s out
expect err "0 findings in 2 files; 2 suppressed"
dmalint scan --baseline known --include-suppressed drv
expect_status 0
expect out "known to the baseline"

# ---- a line moves: still known; a function is new: reported ----
sed -i '1i /* moved */' drv/a.c
make_buggy drv/c.c
dmalint scan --baseline known drv
expect_status 1
expect_not out "a.c"
expect out "c.c:"

# ---- one is mended: said, and removed ----
make_clean drv/b.c
dmalint scan --baseline known drv
expect err "b.c: The baseline has DMA101 in 'acme_send' here, which is no longer found"
cp known before
# ... not by a scan that did not look
dmalint scan drv/a.c
dmalint baseline update known
expect_status 0
expect err "0 removed, 1 found again"
expect err "1 more were kept"
expect_same known before
dmalint scan --rules DMA211 drv
expect_not err "no longer found"
dmalint baseline update known
expect err "0 removed"
expect_same known before
# ... nor is what is new added
dmalint scan drv
dmalint baseline update known
expect err "1 removed, 1 found again"
expect_true test "$(grep -c DMA101 known)" = 1
expect known "drv/a.c"
# ... a file that is gone takes its entries along
rm drv/a.c
dmalint scan drv
dmalint baseline update known
expect_true test "$(grep -c DMA101 known)" = 0

# ---- comments and baselines ----
make_buggy with/a.c
sed -i 's|^\tdma = dma_map_single|\t/* dmalint: allow(DMA101) tested elsewhere */\n&|' with/a.c
dmalint scan with
dmalint baseline create empty
expect err "0 findings"

# ---- damage ----
printf '<<<<<<< HEAD\n' >>known
dmalint scan --baseline known drv
expect_status 2
expect err "line"
expect err "known"
cp known before
dmalint baseline update known
expect_status 2
expect_same known before

finish
