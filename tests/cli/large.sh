#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Code that is written out by the thousand: memory does not grow with it, and what does not fit says so.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

# A PHY table as calls of a helper with several outcomes, in a function from which DMA is reached.
{
	cat <<'END'
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/pci.h>
struct chip { struct pci_dev *pdev; void __iomem *regs; u32 model; u8 diag; u16 page; void *tally; dma_addr_t bus; };
static int phy_put(struct chip *c, u32 reg, u32 val)
{
	if (c->diag)
		return -1;
	if (reg == 0x1f)
		c->page = val;
	if (c->model == 11) {
		writel(reg | val, c->regs + 8);
		return 1;
	}
	if (c->model == 12)
		writel(1, c->regs + 12);
	writel(val, c->regs + 4);
	return 0;
}
static void chip_free(struct chip *c)
{
	phy_put(c, 0, 0);
	if (c->tally)
		dma_free_coherent(&c->pdev->dev, 64, c->tally, c->bus);
	c->tally = NULL;
}
void chip_setup(struct chip *c)
{
	c->tally = dma_alloc_coherent(&c->pdev->dev, 64, &c->bus, GFP_KERNEL);
	if (!c->tally)
		return;
END
	for i in $(seq 10000); do
		echo "	phy_put(c, $((i % 32)), 0x$i);"
	done
	cat <<'END'
	if (c->model == 3)
		chip_free(c);
}
void chip_bug(struct chip *c, void *p)
{
	dma_map_single(&c->pdev->dev, p, 4, DMA_TO_DEVICE);
}
END
} >table.c
dmalint scan --no-db --memory-limit 1024 --timeout-per-file 100 table.c
expect_status 1
expect out DMA101
expect err "1 finding in 1 file"

# What needs more than there is says that it was memory, whoever comes to the limit: the parser, which may catch that
# or crash of it, or what follows. AddressSanitizer's reservations forbid a limit.
if ! grep -qa __asan_init "$(dirname "$DMALINT")/dmalint-worker"; then
	for limit in 5 10 15 20 25 30; do
		dmalint scan --no-db --no-cache --memory-limit $limit table.c
		expect_status 3
		expect err "table.c: This file was not analysed: its worker ran into its memory limit of $limit MiB (--memory-limit)"
	done
	(ulimit -d 20000; exec "$DMALINT" scan --no-db --no-cache table.c) >out 2>err </dev/null
	expect err "a memory limit of 19 MiB that dmalint was started with (ulimit -d)"
	# the parser's libraries take more addresses than that, and no memory
	dmalint scan --no-db --no-cache --memory-limit 120 table.c
	expect_status 1
fi

finish
