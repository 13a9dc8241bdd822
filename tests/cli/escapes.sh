#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Names and texts of others reach terminals and logs as text: no escapes, no lines of their own, no turned direction.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

esc=$'\x1b'
bad=$'\x1b[31m\n::error::x\r\xc2\x9b31m\xe2\x80\xae\xff'
dir="drv/$bad"

# No control character but newline, no C1, no bidi mark, nothing that is no UTF-8; no line that begins as told.
clean() {
	checks=$((checks + 1))
	if LC_ALL=C.UTF-8 grep -qaP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]' "$1" ||
		grep -q '^::error::x' "$1" || ! iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1; then
		fail "$1 is not clean: $(od -c "$1" | head -n 20)"
	fi
}

make_buggy "$dir/a.c"
mkdir -p "$dir/broken"
printf 'int f(void)\n{\n\treturn dma_map_single(1 +;\n}\n' >"$dir/broken/b.c"
printf '#include <linux/dma-mapping.h>\nint g(struct device *d, void *p)\n{\n\treturn /* %s[2J \xc2\x9b \xe2\x80\xae */ (int)dma_map_single(d, p, 4, DMA_TO_DEVICE);\n}\n' "$esc" >"$dir/c.c"

dmalint scan drv
expect_true test -s out
clean out
clean err
for command in "list" "list --files" "list --scans" "show 1" "list --format gcc"; do
	# shellcheck disable=SC2086
	dmalint $command
	expect_status 0
	clean out
	clean err
done
for command in "doctor drv" "scan -f github drv"; do
	# shellcheck disable=SC2086
	dmalint $command
	expect_true test -s out
	clean out
	clean err
done
dmalint scan "drv/no$bad"
expect_status 2
clean err
dmalint list --db "no$bad.db"
expect_status 2
clean err
dmalint explain "$bad"
clean err
dmalint "$bad"
clean err
dmalint scan --rules "$bad" drv
clean err
printf '{"%s": 1}' '\u001b[31m' >bad.json
dmalint scan --config bad.json drv
clean err

finish
