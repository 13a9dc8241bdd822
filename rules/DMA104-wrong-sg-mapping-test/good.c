/* SPDX-License-Identifier: Apache-2.0 */
/* DMA104, correct: tests that include 0, and functions whose failure is negative. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <scsi/scsi_cmnd.h>

struct good_host {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

static void good_go(struct good_host *h, struct scatterlist *sgl, int mapped)
{
	writel(lower_32_bits(sg_dma_address(sgl)), h->regs);
	writel(mapped, h->regs + 4);
	wait_for_completion(&h->done);
}

int good_not_positive(struct good_host *h, struct scatterlist *sgl, int count)
{
	int mapped = dma_map_sg(h->dev, sgl, count, DMA_TO_DEVICE);

	if (mapped <= 0)
		return -ENOMEM;
	good_go(h, sgl, mapped);
	dma_unmap_sg(h->dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}

/* A negative test beside a real one is superfluous, not wrong. */
int good_both(struct good_host *h, struct scatterlist *sgl, int count)
{
	int mapped = dma_map_sg(h->dev, sgl, count, DMA_TO_DEVICE);

	if (mapped < 0)
		return mapped;
	if (!mapped)
		return -ENOMEM;
	good_go(h, sgl, mapped);
	dma_unmap_sg(h->dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}

int good_table(struct good_host *h, struct sg_table *sgt)
{
	int ret = dma_map_sgtable(h->dev, sgt, DMA_TO_DEVICE, 0);

	if (ret < 0)
		return ret;
	good_go(h, sgt->sgl, sgt->nents);
	dma_unmap_sgtable(h->dev, sgt, DMA_TO_DEVICE, 0);
	return 0;
}

int good_scsi(struct good_host *h, struct scsi_cmnd *cmd)
{
	int mapped = scsi_dma_map(cmd);

	if (mapped < 0)
		return SCSI_MLQUEUE_HOST_BUSY;
	good_go(h, scsi_sglist(cmd), mapped);
	scsi_dma_unmap(cmd);
	return 0;
}

/* A helper of the driver that turns 0 into an error: here "< 0" is right. */
static int good_map(struct good_host *h, struct scatterlist *sgl, int count)
{
	int mapped = dma_map_sg(h->dev, sgl, count, DMA_TO_DEVICE);

	return mapped ? mapped : -ENOMEM;
}

int good_helper(struct good_host *h, struct scatterlist *sgl, int count)
{
	int mapped = good_map(h, sgl, count);

	if (mapped < 0)
		return mapped;
	good_go(h, sgl, mapped);
	dma_unmap_sg(h->dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}
