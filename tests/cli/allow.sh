#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Comments that allow findings: what they hide and what they do not, in every format and in the store.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

# with_comment FILE COMMENT: a buggy driver whose map call has a comment on the line before it.
with_comment() {
	make_buggy "$1"
	sed -i "s|^\tdma = dma_map_single|\t$2\n&|" "$1"
}

with_comment drv/a.c '/* dmalint: allow(DMA101) the board has no IOMMU */'
make_buggy drv/b.c

dmalint scan drv
expect_status 1
expect_not out "a.c:"
expect out "b.c:"
expect err "1 finding in 2 files; 1 suppressed"
expect_not err "warning"
dmalint list
expect_true test "$(wc -l <out)" = 1
dmalint list --include-suppressed
expect_true test "$(wc -l <out)" = 2
dmalint list --format json --include-suppressed
expect out '"kind": "inSource"'
expect out '"justification": "the board has no IOMMU"'

# nothing else is there: a clean result
dmalint scan drv/a.c
expect_status 0
dmalint scan --include-suppressed drv/a.c
expect_status 0
expect out "allowed by a comment: the board has no IOMMU"

# formats that cannot tell do not name them; in SARIF every result says whether it is suppressed
for format in gcc github; do
	dmalint scan --include-suppressed --format $format drv
	expect_not out "a.c"
	expect out "b.c"
done
dmalint scan --include-suppressed --format sarif drv
expect_true test "$(grep -c '"suppressions"' out)" = 2
expect out '"status": "accepted"'
dmalint scan --format sarif drv
expect_not out '"suppressions"'

# what allows nothing is said, with its line
with_comment trouble/none.c '/* dmalint: allow(DMA101) */'
with_comment trouble/rule.c '/* dmalint: allow(DMA999) because */'
with_comment trouble/word.c '// dmalint: ignore'
with_comment trouble/other.c '// dmalint: allow(DMA211) nothing leaks'
dmalint scan trouble
expect_status 1
expect err "4 findings"
expect err "none.c:13: This comment allows nothing: it gives no reason"
expect err "rule.c:13: This comment allows nothing: there is no rule 'DMA999'"
expect err "word.c:13: This comment is not understood"
expect err "other.c:13: The comment allows DMA211, which is not found there"
# ... but of a rule that did not run, nothing is known
dmalint scan --rules DMA101 trouble/other.c
expect_not err "DMA211"
# ... nor of a file that was not read whole
sed -i 's/writel(/no_such_function_at_all(1 +;/' trouble/other.c
dmalint scan trouble/other.c
expect_not err "remove it"

# in a header, where a finding of its own function stands
mkdir -p header
make_buggy header/send.h
sed -i 's/^int /static inline int /; s|^\tdma = dma_map|\t// dmalint: allow(DMA101) tested by the bus\n&|' header/send.h
printf '#include "send.h"\nint user(struct acme *a, void *b)\n{\n\treturn acme_send(a, b, 4) + (int)dma_map_single(a->dev, b, 4, DMA_TO_DEVICE);\n}\n' >header/user.c
dmalint scan --include-suppressed header
expect out "tested by the bus"

finish
