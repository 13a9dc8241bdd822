#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Help texts, wrong usage, and that the man page knows every option.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

man=$SOURCE_DIR/docs/dmalint.1

dmalint
expect_status 2
expect err "Usage: dmalint COMMAND"

for help in help --help -h; do
	dmalint $help
	expect_status 0
	expect out "Usage: dmalint COMMAND"
	expect out "Exit status"
done

for command in scan list show explain rules diff fix merge triage baseline dmesg patch doctor lsp completion ir cache; do
	dmalint help
	expect out "  $command "
	dmalint $command --help
	expect_status 0
	expect out "Usage: dmalint $command"
	expect out "Examples:"
	cp out help.txt
	dmalint help $command
	expect_status 0
	expect_same out help.txt

	# The man page has it, at the top as well, and every option of the help text.
	expect_true grep -qx ".Ss dmalint $command" "$man"
	sed -n '/^.Sh SYNOPSIS/,/^.Sh DESCRIPTION/p' "$man" >synopsis.txt
	expect_true grep -qx ".Cm $command" synopsis.txt
	for option in $(grep -oE -- '--[a-z][a-z-]+' help.txt | sort -u); do
		[ "$option" = --help ] && continue
		expect "$man" "Fl -${option#--}"
	done

	dmalint $command --no-such-option
	expect_status 2
	expect err "'--no-such-option'"
	expect err "dmalint $command --help"
	dmalint $command -Z
	expect_status 2
	expect err "'-Z'"
done

dmalint frobnicate
expect_status 2
expect err "'frobnicate' is not a dmalint command"
dmalint --frobnicate
expect_status 2
expect err "'--frobnicate'"
dmalint help frobnicate
expect_status 2

dmalint version
expect_status 0
expect out "dmalint "
expect out "clang "
dmalint --version
expect_status 0

# Values that are missing or wrong are named.
dmalint scan --format
expect_status 2
expect err "'--format' needs a value"
dmalint scan -o
expect_status 2
expect err "'-o' needs a value"
dmalint scan --format xml .
expect_status 2
expect err "'xml'"
expect err "sarif"
dmalint scan --jobs zero .
expect_status 2
expect err "'zero'"
dmalint scan --jobs 0 .
expect_status 2
expect err "--jobs"
dmalint scan --jobs=2x .
expect_status 2
dmalint scan --timeout-per-file -1 .
expect_status 2
dmalint scan --confidence sure .
expect_status 2
expect err "'sure'"
expect err "high, medium or low"
dmalint scan --rules DMA999 .
expect_status 2
expect err "'DMA999'"
expect err "dmalint rules"
dmalint scan --rules , .
expect_status 2
dmalint scan --color=green .
expect_status 2
expect err "'green'"
dmalint scan --db x.db --no-db .
expect_status 2
expect err "--no-db"
dmalint scan --quiet=yes .
expect_status 2
expect err "--quiet"

# Commands that need an argument say so.
dmalint explain
expect_status 2
expect err "dmalint explain DMA101"
dmalint explain DMA999
expect_status 2
expect err "'DMA999'"
dmalint explain DMA101
expect_status 0
expect out "dma_mapping_error"
dmalint explain unchecked-mapping
expect_status 0
dmalint explain --markdown DMA101
expect_status 0
expect out "#"
dmalint show
expect_status 2
dmalint show 1 2
expect_status 2
expect err "'2'"
dmalint list drivers/
expect_status 2
expect err "'drivers/'"
dmalint ir
expect_status 2
dmalint cache
expect_status 2
dmalint help --help
expect_status 0
expect out "Usage: dmalint COMMAND"
dmalint cache burn
expect_status 2

dmalint rules
expect_status 0
expect out "DMA101"
dmalint rules --format json
expect_status 0
expect out '"id": "DMA101"'
dmalint rules --format csv
expect_status 2

finish
