#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The HTML page as a file; tests/html looks at it in a browser.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy drv/send.c
dmalint scan --format html -o page.html drv
expect_status 1
expect page.html "<!doctype html>"
expect page.html "</html>"
expect page.html '"message":"The handle '
expect page.html "Content-Security-Policy"
expect page.html "dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE)"
expect_not page.html ' src='
expect_not page.html 'url('

# Age and number come from the store; without one there are none.
expect page.html '"seen":'
expect page.html '"id":1'
dmalint scan --no-db --format html -o page.html drv
expect_not page.html '"seen":'

# The same bytes for the same findings, and nothing of this machine.
dmalint scan --reproducible --format html -o one.html drv
dmalint list --reproducible --format html -o two.html
expect_same one.html two.html
expect_not one.html "$work"
expect_not one.html '"seen":'

# One finding; what is new.
dmalint show 1 --format html
expect_status 0
expect out "<!doctype html>"
dmalint diff --format html -o new.html
expect_status 0
expect_true test -s new.html

finish
