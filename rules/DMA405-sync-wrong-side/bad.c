/* SPDX-License-Identifier: Apache-2.0 */
/* DMA405: synced for the device, read by the CPU. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/string.h>

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

int bad_side(struct bad_dev *b, void *buf, void *out, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_sync_single_for_device(b->dev, dma, len, DMA_FROM_DEVICE); // want "DMA405"
	memcpy(out, buf, len);
	dma_unmap_single(b->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}
