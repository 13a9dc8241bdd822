/* SPDX-License-Identifier: Apache-2.0 */
/* DMA404, correct: the same direction, a narrower one of a BIDIRECTIONAL mapping, or one that is not known. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>

struct good_rx { struct sk_buff *skb; dma_addr_t dma; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
	struct good_rx back;
};

/* Both ways, each sync says which. */
int good_both(struct good_dev *g, void *cmd, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, cmd, len, DMA_BIDIRECTIONAL);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	dma_sync_single_for_device(g->dev, dma, len, DMA_TO_DEVICE);
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_sync_single_for_cpu(g->dev, dma, 64, DMA_FROM_DEVICE);
	dma_unmap_single(g->dev, dma, len, DMA_BIDIRECTIONAL);
	return 0;
}

/* A part, with the direction of the whole. */
int good_part(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_sync_single_for_cpu(g->dev, dma + 64, 64, DMA_FROM_DEVICE);
	dma_unmap_single(g->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

/* The caller knows the direction, and the branch follows it. */
int good_parameter(struct good_dev *g, void *buf, size_t len, enum dma_data_direction dir)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, dir);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	if (dir != DMA_TO_DEVICE)
		dma_sync_single_for_cpu(g->dev, dma, len, DMA_FROM_DEVICE);
	dma_unmap_single(g->dev, dma, len, dir);
	return 0;
}

/* A field that is mapped once for both directions, and synced narrowly for each request. */
int good_probe(struct good_dev *g)
{
	g->back.dma = dma_map_single(g->dev, g->back.skb->data, 2048, DMA_BIDIRECTIONAL);
	return dma_mapping_error(g->dev, g->back.dma) ? -ENOMEM : 0;
}

void good_request(struct good_dev *g)
{
	dma_sync_single_for_device(g->dev, g->back.dma, 2048, DMA_TO_DEVICE);
	writel(lower_32_bits(g->back.dma), g->regs);
}

void good_complete(struct good_dev *g)
{
	dma_sync_single_for_cpu(g->dev, g->back.dma, 2048, DMA_FROM_DEVICE);
}

void good_remove(struct good_dev *g)
{
	dma_unmap_single(g->dev, g->back.dma, 2048, DMA_BIDIRECTIONAL);
}

/* Two map calls, two directions: the sync fits one of them. */
struct good_buf { dma_addr_t dma; };

int good_tx(struct good_dev *g, struct good_buf *b, void *buf)
{
	b->dma = dma_map_single(g->dev, buf, 512, DMA_TO_DEVICE);
	return dma_mapping_error(g->dev, b->dma) ? -ENOMEM : 0;
}

int good_rx(struct good_dev *g, struct good_buf *b, void *buf)
{
	b->dma = dma_map_single(g->dev, buf, 512, DMA_FROM_DEVICE);
	return dma_mapping_error(g->dev, b->dma) ? -ENOMEM : 0;
}

void good_peek(struct good_dev *g, struct good_buf *b)
{
	dma_sync_single_for_cpu(g->dev, b->dma, 512, DMA_FROM_DEVICE);
}

void good_end(struct good_dev *g, struct good_buf *b, bool tx)
{
	dma_unmap_single(g->dev, b->dma, 512, tx ? DMA_TO_DEVICE : DMA_FROM_DEVICE);
}
