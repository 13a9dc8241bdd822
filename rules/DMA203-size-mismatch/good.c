/* SPDX-License-Identifier: Apache-2.0 */
/* DMA203, correct: one size in two spellings, sizes that are kept, and parts that are synced. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>

#define GOOD_PAD 4

struct good_command { u32 words[8]; };
struct good_buf { dma_addr_t dma; size_t len; void *mem; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

/* The type and the variable have one size. */
int good_sizeof(struct good_dev *g, struct good_command *cmd)
{
	dma_addr_t dma = dma_map_single(g->dev, cmd, sizeof(*cmd), DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, sizeof(struct good_command), DMA_TO_DEVICE);
	return 0;
}

/* The same sum, another order. */
int good_padding(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len + GOOD_PAD, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_sync_single_for_cpu(g->dev, dma, len, DMA_FROM_DEVICE);
	dma_unmap_single(g->dev, dma, GOOD_PAD + len, DMA_FROM_DEVICE);
	return 0;
}

/* Kept beside the handle: the field holds what was mapped. */
int good_keep(struct good_dev *g, struct good_buf *b)
{
	b->len = 2048;
	b->dma = dma_map_single(g->dev, b->mem, 2048, DMA_FROM_DEVICE);
	return dma_mapping_error(g->dev, b->dma) ? -ENOMEM : 0;
}

void good_done(struct good_dev *g, struct good_buf *b)
{
	dma_unmap_single(g->dev, b->dma, b->len, DMA_FROM_DEVICE);
}

/* Chosen twice by one condition. */
int good_chosen(struct good_dev *g, void *buf, bool big)
{
	size_t len = big ? 4096 : 512;
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, big ? 4096 : 512, DMA_TO_DEVICE);
	return 0;
}

struct good_kind { struct device *dev; dma_addr_t dma; bool jumbo; };

int good_kind_map(struct good_kind *k, void *buf)
{
	size_t len = k->jumbo ? 9216 : 2048;

	k->dma = dma_map_single(k->dev, buf, len, DMA_FROM_DEVICE);
	return dma_mapping_error(k->dev, k->dma) ? -ENOMEM : 0;
}

void good_kind_unmap(struct good_kind *k)
{
	dma_unmap_single(k->dev, k->dma, k->jumbo ? 9216 : 2048, DMA_FROM_DEVICE);
}
