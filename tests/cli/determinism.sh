#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The same input gives the same bytes: whatever --jobs is, however often, wherever it is.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

for i in 1 2 3 4 5 6 7 8; do
	make_buggy drv/bug$i.c
	make_clean drv/clean$i.c
done
mkdir drv/include
cat >drv/include/acme.h <<'END'
#include <linux/dma-mapping.h>
#include <linux/io.h>

static inline void acme_kick(struct device *dev, void __iomem *regs, void *buf)
{
	dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);

	writel(lower_32_bits(dma), regs);
}
END
for i in 1 2 3; do
	printf '#include "include/acme.h"\nvoid user%s(struct device *d, void __iomem *r, void *b)\n{\n\tacme_kick(d, r, b);\n\tdma_unmap_single(d, 0, 64, DMA_TO_DEVICE);\n}\n' $i >drv/user$i.c
done

# What was found out before is recalled, so most of these scans do without.
for format in text gcc json sarif github; do
	dmalint scan --no-cache --reproducible --format $format --jobs 1 drv
	expect_status 1
	cp out one.$format
	expect_not out "$work"
	SOURCE_DATE_EPOCH=1 dmalint scan --no-cache --format $format --jobs 3 drv
	expect_same out one.$format
done
for jobs in 1 2 5; do
	dmalint scan --reproducible --format json --jobs $jobs drv
	expect_same out one.json
done

# Nor on the order of jobs, that is on what a worker did before, and on who is first.
explored() {
	dmalint scan --no-cache --reproducible --stats --format json "$@" drv
	grep explored err >explored
}
explored --jobs 1
cp explored one.explored
expect one.explored steps
for seed in 1 2 3 4 5 6; do
	export DMALINT_TEST_SHUFFLE=$seed
	explored --jobs $((seed % 3 + 1))
	expect_same out one.json
	expect_same explored one.explored
done
unset DMALINT_TEST_SHUFFLE

# A finding in a header that several files include is one finding.
dmalint scan --brief --format gcc drv
expect_true test "$(grep -c 'include/acme.h.*DMA101' out)" = 1

# The same tree at another place, from another folder.
mkdir -p elsewhere/.git
cp -r drv elsewhere/drv
(cd / && "$DMALINT" scan --reproducible --format json "$work/elsewhere/drv" >"$work/out" 2>"$work/err")
expect_same out one.json

finish
