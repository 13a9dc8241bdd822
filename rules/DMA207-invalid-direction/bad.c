/* SPDX-License-Identifier: Apache-2.0 */
/* DMA207: no directions. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
	enum dma_transfer_direction transfer;
};

/* An enumerator of another enum. */
int bad_enumerator(struct bad_dev *b, void *buf)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, 64, DMA_MEM_TO_DEV); // want "DMA207"

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, 64, DMA_TO_DEVICE);
	return 0;
}

/* A variable of another enum. */
void bad_variable(struct bad_dev *b, dma_addr_t dma)
{
	dma_unmap_single(b->dev, dma, 64, b->transfer); // want "DMA207"
}

/* DMA_NONE. */
void bad_none(struct bad_dev *b, dma_addr_t dma)
{
	dma_sync_single_for_cpu(b->dev, dma, 64, DMA_NONE); // want "DMA207"
}
