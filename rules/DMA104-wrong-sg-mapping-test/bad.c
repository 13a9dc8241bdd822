/* SPDX-License-Identifier: Apache-2.0 */
/* DMA104: tests that cannot see the failure of a scatterlist mapping. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>

struct bad_host {
	struct device *dev;
	void __iomem *regs;
	struct dma_chan *chan;
	struct completion done;
};

/* dma_map_sg() never returns a negative number. */
int bad_negative(struct bad_host *h, struct scatterlist *sgl, int count)
{
	int mapped = dma_map_sg(h->dev, sgl, count, DMA_TO_DEVICE);

	if (mapped < 0) // want "DMA104: never a negative"
		return mapped;
	writel(lower_32_bits(sg_dma_address(sgl)), h->regs);
	writel(mapped, h->regs + 4);
	wait_for_completion(&h->done);
	dma_unmap_sg(h->dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}

int bad_prep(struct bad_host *h, struct scatterlist *sgl, int count)
{
	struct device *dev = h->chan->device->dev;
	struct dma_async_tx_descriptor *desc;
	int mapped;

	mapped = dma_map_sg(dev, sgl, count, DMA_FROM_DEVICE);
	if (mapped < 0) { // want "DMA104"
		dev_err(h->dev, "dma_map_sg failed\n");
		return -ENOMEM;
	}
	desc = dmaengine_prep_slave_sg(h->chan, sgl, mapped, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!desc) {
		dma_unmap_sg(dev, sgl, count, DMA_FROM_DEVICE);
		return -EIO;
	}
	dmaengine_submit(desc);
	dma_async_issue_pending(h->chan);
	wait_for_completion(&h->done);
	dma_unmap_sg(dev, sgl, count, DMA_FROM_DEVICE);
	return 0;
}
