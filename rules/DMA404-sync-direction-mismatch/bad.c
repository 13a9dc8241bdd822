/* SPDX-License-Identifier: Apache-2.0 */
/* DMA404: synced with a direction that the mapping does not allow. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

/* The command goes out, the answer comes back, mapped one way. */
int bad_answer(struct bad_dev *b, void *cmd, size_t len, size_t answer)
{
	dma_addr_t dma = dma_map_single(b->dev, cmd, len + answer, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_sync_single_for_cpu(b->dev, dma + len, answer, DMA_FROM_DEVICE); // want "DMA404"
	dma_unmap_single(b->dev, dma, len + answer, DMA_TO_DEVICE);
	return 0;
}

/* BIDIRECTIONAL is right for a mapping that is, not for every sync. */
int bad_both(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	dma_sync_single_for_device(b->dev, dma, len, DMA_BIDIRECTIONAL); // want "DMA404"
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

/* Through a field. */
struct bad_rx { struct sk_buff *skb; dma_addr_t dma; };

int bad_refill(struct bad_dev *b, struct bad_rx *rx)
{
	rx->dma = dma_map_single(b->dev, rx->skb->data, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, rx->dma))
		return -ENOMEM;
	writel(lower_32_bits(rx->dma), b->regs + 4);
	return 0;
}

void bad_peek(struct bad_dev *b, struct bad_rx *rx)
{
	dma_sync_single_for_cpu(b->dev, rx->dma, 64, DMA_TO_DEVICE); // want "DMA404"
}

void bad_done(struct bad_dev *b, struct bad_rx *rx)
{
	dma_unmap_single(b->dev, rx->dma, 2048, DMA_FROM_DEVICE);
}
