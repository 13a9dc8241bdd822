#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Neovim's own client (neovim.lua): diagnostics, a code action, an edit that is not saved.
# shellcheck source-path=SCRIPTDIR
if ! command -v nvim >/dev/null; then
	echo "skipped: there is no nvim"
	exit 77
fi
. "$SOURCE_DIR/tests/cli/lib.sh"
make_buggy driver/ring.c
export HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work XDG_STATE_HOME=$work DMALINT
nvim --headless -u NONE -i NONE -n -c "luafile $SOURCE_DIR/tests/lsp/neovim.lua" driver/ring.c </dev/null 2>&1
