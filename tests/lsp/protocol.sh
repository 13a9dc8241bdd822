#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The protocol, spoken by a client of our own (protocol.py).
# shellcheck source-path=SCRIPTDIR
if ! command -v python3 >/dev/null; then
	echo "skipped: there is no python3"
	exit 77
fi
. "$SOURCE_DIR/tests/cli/lib.sh"
make_buggy driver/ring.c
exec python3 -B "$SOURCE_DIR/tests/lsp/protocol.py" "$DMALINT" "$work/driver"
