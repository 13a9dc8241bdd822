#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Emacs's client (eglot.el): diagnostics, a code action, an edit that is not saved, the page of a rule.
# shellcheck source-path=SCRIPTDIR
if ! command -v emacs >/dev/null; then
	echo "skipped: there is no emacs"
	exit 77
fi
. "$SOURCE_DIR/tests/cli/lib.sh"
make_buggy driver/ring.c
export HOME=$work DMALINT
emacs -Q --batch -l "$SOURCE_DIR/tests/lsp/eglot.el" </dev/null 2>&1
