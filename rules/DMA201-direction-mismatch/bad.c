/* SPDX-License-Identifier: Apache-2.0 */
/* DMA201: unmapped with another direction. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

/* The error path has the wrong one. */
int bad_error_path(struct bad_dev *b, void *buf, size_t size)
{
	dma_addr_t iova = dma_map_single(b->dev, buf, size, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, iova))
		return -ENOMEM;
	writel(lower_32_bits(iova), b->regs);
	if (!wait_for_completion_timeout(&b->done, HZ)) {
		writel(0, b->regs + 4);
		dma_unmap_single(b->dev, iova, size, DMA_TO_DEVICE); // want "DMA201"
		return -ETIMEDOUT;
	}
	dma_unmap_single(b->dev, iova, size, DMA_FROM_DEVICE);
	return 0;
}

/* Chosen at the map call by a flag, constant at the unmap. */
int bad_constant(struct bad_dev *b, void *buf, size_t size, bool in)
{
	dma_addr_t iova = dma_map_single(b->dev, buf, size, in ? DMA_FROM_DEVICE : DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, iova))
		return -ENOMEM;
	writel(lower_32_bits(iova), b->regs);
	wait_for_completion(&b->done);
	if (in)
		dma_unmap_single(b->dev, iova, size, DMA_TO_DEVICE); // want "DMA201"
	else
		dma_unmap_single(b->dev, iova, size, DMA_TO_DEVICE);
	return 0;
}

/* A list. */
int bad_list(struct bad_dev *b, struct scatterlist *sgl, int count)
{
	if (!dma_map_sg(b->dev, sgl, count, DMA_BIDIRECTIONAL))
		return -ENOMEM;
	writel(lower_32_bits(sg_dma_address(sgl)), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_sg(b->dev, sgl, count, DMA_FROM_DEVICE); // want "DMA201"
	return 0;
}

/* Through a field: every map call that fills it agrees, the unmap does not. */
struct bad_rx { struct sk_buff *skb; dma_addr_t dma; };

int bad_refill(struct bad_dev *b, struct bad_rx *rx)
{
	rx->dma = dma_map_single(b->dev, rx->skb->data, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, rx->dma))
		return -ENOMEM;
	writel(lower_32_bits(rx->dma), b->regs + 4);
	return 0;
}

struct sk_buff *bad_receive(struct bad_dev *b, struct bad_rx *rx)
{
	dma_unmap_single(b->dev, rx->dma, 2048, DMA_TO_DEVICE); // want "DMA201"
	return rx->skb;
}
