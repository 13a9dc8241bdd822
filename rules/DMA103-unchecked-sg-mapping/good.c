/* SPDX-License-Identifier: Apache-2.0 */
/* DMA103, correct: every spelling of the test, and tests in the caller. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>
#include <scsi/scsi_cmnd.h>

#define MAX_SEGS 16

struct good_host {
	struct device *dev;
	void __iomem *regs;
	struct dma_chan *chan;
	struct completion done;
	int sg_mapped;
};

static void good_run(struct good_host *h, struct scatterlist *sgl, int mapped)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, mapped, i)
		writel(lower_32_bits(sg_dma_address(sg)), h->regs);
	writel(1, h->regs + 8);
	wait_for_completion(&h->done);
}

int good_not(struct good_host *h, struct scatterlist *sgl, int count)
{
	int mapped = dma_map_sg(h->dev, sgl, count, DMA_TO_DEVICE);

	if (!mapped)
		return -ENOMEM;
	good_run(h, sgl, mapped);
	dma_unmap_sg(h->dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}

int good_zero_first(struct good_host *h, struct scatterlist *sgl, int count)
{
	int mapped = dma_map_sg(h->dev, sgl, count, DMA_TO_DEVICE);

	if (0 == mapped)
		return -ENOMEM;
	good_run(h, sgl, mapped);
	dma_unmap_sg(h->dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}

int good_less_than_one(struct good_host *h, struct scatterlist *sgl, int count)
{
	int mapped = dma_map_sg(h->dev, sgl, count, DMA_TO_DEVICE);

	if (mapped < 1)
		return -ENOMEM;
	good_run(h, sgl, mapped);
	dma_unmap_sg(h->dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}

int good_not_one(struct good_host *h, struct scatterlist *sgl)
{
	int mapped = dma_map_sg(h->dev, sgl, 1, DMA_TO_DEVICE);

	if (mapped != 1)
		return -ENOMEM;
	good_run(h, sgl, mapped);
	dma_unmap_sg(h->dev, sgl, 1, DMA_TO_DEVICE);
	return 0;
}

/* Zero or too many; the mapping is undone where only the number is wrong. */
int good_too_many(struct good_host *h, struct scatterlist *sgl, int count)
{
	int mapped = dma_map_sg(h->dev, sgl, count, DMA_FROM_DEVICE);

	if (!mapped)
		return -ENOMEM;
	if (mapped > MAX_SEGS) {
		dma_unmap_sg(h->dev, sgl, count, DMA_FROM_DEVICE);
		return -E2BIG;
	}
	good_run(h, sgl, mapped);
	dma_unmap_sg(h->dev, sgl, count, DMA_FROM_DEVICE);
	return 0;
}

/* The count is returned: 0 means failure to the caller as well. */
static int good_map(struct good_host *h, struct scatterlist *sgl, int count)
{
	h->sg_mapped = dma_map_sg(h->dev, sgl, count, DMA_TO_DEVICE);
	return h->sg_mapped;
}

int good_caller(struct good_host *h, struct scatterlist *sgl, int count)
{
	int mapped = good_map(h, sgl, count);

	if (mapped <= 0)
		return -ENOMEM;
	good_run(h, sgl, mapped);
	dma_unmap_sg(h->dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}

/* A loop that leaves the number of what it did, which the caller tests. */
static int good_fill(struct good_host *h, struct scatterlist *sgl, int count)
{
	struct scatterlist *sg;
	int i, n = 0, mapped = dma_map_sg(h->dev, sgl, count, DMA_TO_DEVICE);

	for_each_sg(sgl, sg, mapped, i) {
		writel(lower_32_bits(sg_dma_address(sg)), h->regs);
		n++;
	}
	return n;
}

int good_derived(struct good_host *h, struct scatterlist *sgl, int count)
{
	if (!good_fill(h, sgl, count))
		return -EIO;
	writel(1, h->regs + 8);
	wait_for_completion(&h->done);
	dma_unmap_sg(h->dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}

int good_table(struct good_host *h, struct sg_table *sgt)
{
	int ret = dma_map_sgtable(h->dev, sgt, DMA_TO_DEVICE, 0);

	if (ret)
		return ret;
	good_run(h, sgt->sgl, sgt->nents);
	dma_unmap_sgtable(h->dev, sgt, DMA_TO_DEVICE, 0);
	return 0;
}

int good_scsi(struct good_host *h, struct scsi_cmnd *cmd)
{
	struct scatterlist *sg;
	int i, mapped = scsi_dma_map(cmd);

	if (mapped < 0)
		return SCSI_MLQUEUE_HOST_BUSY;
	scsi_for_each_sg(cmd, sg, mapped, i)
		writel(lower_32_bits(sg_dma_address(sg)), h->regs);
	writel(1, h->regs + 8);
	return 0;
}

void good_scsi_done(struct scsi_cmnd *cmd)
{
	scsi_dma_unmap(cmd);
	scsi_done(cmd);
}

struct dma_async_tx_descriptor *good_prep(struct good_host *h, struct scatterlist *sgl, int count)
{
	struct device *dev = h->chan->device->dev;
	struct dma_async_tx_descriptor *desc;
	int mapped;

	mapped = dma_map_sg(dev, sgl, count, DMA_TO_DEVICE);
	if (!mapped)
		return NULL;
	desc = dmaengine_prep_slave_sg(h->chan, sgl, mapped, DMA_MEM_TO_DEV, DMA_PREP_INTERRUPT);
	if (!desc)
		dma_unmap_sg(dev, sgl, count, DMA_TO_DEVICE);
	return desc;
}
