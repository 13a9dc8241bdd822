#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cmake --install puts a program that runs, its man page and its documents where they belong.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

status=0
cmake --install "$BUILD_DIR" --prefix "$work/prefix" >out 2>err || status=$?
expect_status 0
expect_true test -x prefix/bin/dmalint
expect_true test -x prefix/libexec/dmalint/dmalint-worker
expect_true test -e prefix/share/man/man1/dmalint.1
expect_true grep -q 'complete -F' prefix/share/bash-completion/completions/dmalint
expect_true grep -q 'complete -c dmalint' prefix/share/fish/vendor_completions.d/dmalint.fish
expect_true grep -q '#compdef dmalint' prefix/share/zsh/site-functions/_dmalint
expect_true test -e prefix/share/doc/dmalint/LICENSE
expect_true test -e prefix/share/doc/dmalint/README.md
status=0
prefix/bin/dmalint version >out 2>err || status=$?
expect_status 0
expect out "dmalint "

# It stands alone: models, rules and stub headers are in the program.
make_buggy drv/send.c
status=0
(cd / && "$work/prefix/bin/dmalint" scan "$work/drv" >"$work/out" 2>"$work/err") || status=$?
expect_status 1
expect out "[DMA101]"

dmalint cache path
expect out "$XDG_CACHE_HOME/dmalint"
expect_true test -n "$(ls "$XDG_CACHE_HOME/dmalint")"
touch "$XDG_CACHE_HOME/dmalint/mine"
dmalint cache clear
expect_status 0
expect_true test -e "$XDG_CACHE_HOME/dmalint/mine"
expect_true test -e "$XDG_CACHE_HOME/dmalint/dmalint.db"
expect_true test ! -e "$XDG_CACHE_HOME/dmalint/headers"
dmalint scan drv
expect_status 1

finish
