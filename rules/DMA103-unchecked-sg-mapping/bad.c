/* SPDX-License-Identifier: Apache-2.0 */
/* DMA103: scatterlists that reach the device although nobody knows whether they are mapped. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>

struct bad_host {
	struct device *dev;
	void __iomem *regs;
	struct dma_chan *chan;
	struct completion done;
};

/* Result thrown away, hardware started. */
void bad_discard(struct bad_host *h, struct scatterlist *sgl, int count)
{
	struct scatterlist *sg;
	int i;

	dma_map_sg(h->dev, sgl, count, DMA_TO_DEVICE); // want "DMA103: thrown away"
	for_each_sg(sgl, sg, count, i) {
		writel(lower_32_bits(sg_dma_address(sg)), h->regs);
		writel(sg_dma_len(sg), h->regs + 4);
	}
	writel(1, h->regs + 8);
	wait_for_completion(&h->done);
	dma_unmap_sg(h->dev, sgl, count, DMA_TO_DEVICE);
}

/* A loop over the count is no test: with 0 it does nothing and the transfer starts all the same. */
int bad_loop_only(struct bad_host *h, struct scatterlist *sgl, int count)
{
	struct scatterlist *sg;
	int i, mapped;

	mapped = dma_map_sg(h->dev, sgl, count, DMA_FROM_DEVICE); // want "DMA103"
	for_each_sg(sgl, sg, mapped, i)
		writel(lower_32_bits(sg_dma_address(sg)), h->regs);
	writel(1, h->regs + 8);
	wait_for_completion(&h->done);
	dma_unmap_sg(h->dev, sgl, count, DMA_FROM_DEVICE);
	return 0;
}

/* Straight into the DMA engine. */
struct dma_async_tx_descriptor *bad_prep(struct bad_host *h, struct scatterlist *sgl, int count)
{
	int mapped = dma_map_sg(h->chan->device->dev, sgl, count, DMA_TO_DEVICE); // want "DMA103"

	return dmaengine_prep_slave_sg(h->chan, sgl, mapped, DMA_MEM_TO_DEV, DMA_PREP_INTERRUPT);
}

/* The branch only prints. */
int bad_log_only(struct bad_host *h, struct sg_table *sgt)
{
	int ret;

	ret = dma_map_sgtable(h->dev, sgt, DMA_TO_DEVICE, 0); // want "DMA103"
	if (ret)
		dev_warn(h->dev, "mapping failed: %d\n", ret);
	writel(lower_32_bits(sg_dma_address(sgt->sgl)), h->regs);
	writel(1, h->regs + 8);
	wait_for_completion(&h->done);
	dma_unmap_sgtable(h->dev, sgt, DMA_TO_DEVICE, 0);
	return 0;
}
