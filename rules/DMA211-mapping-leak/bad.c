/* SPDX-License-Identifier: Apache-2.0 */
/* DMA211: paths that leave with a live mapping. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>
#include <linux/slab.h>

struct bad_slot { void *buf; dma_addr_t dma; };
struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct dma_chan *chan;
	struct completion done;
	struct bad_slot slot[8];
};

/* The wait fails. */
int bad_timeout(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	if (!wait_for_completion_timeout(&b->done, HZ))
		return -ETIMEDOUT; // want "DMA211"
	dma_unmap_single(b->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* No descriptor. */
int bad_no_descriptor(struct bad_dev *b, struct scatterlist *sgl, int count)
{
	struct device *dev = b->chan->device->dev;
	struct dma_async_tx_descriptor *desc;
	int mapped = dma_map_sg(dev, sgl, count, DMA_TO_DEVICE);

	if (!mapped)
		return -ENOMEM;
	desc = dmaengine_prep_slave_sg(b->chan, sgl, mapped, DMA_MEM_TO_DEV, DMA_CTRL_ACK);
	if (!desc)
		return -EIO; // want "DMA211"
	dmaengine_submit(desc);
	dma_async_issue_pending(b->chan);
	wait_for_completion(&b->done);
	dma_unmap_sg(dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}

/* The label is too far down. */
int bad_label(struct bad_dev *b, void *src, void *dst, size_t len)
{
	dma_addr_t from, to;
	int ret;

	from = dma_map_single(b->dev, src, len, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, from))
		return -ENOMEM;
	to = dma_map_single(b->dev, dst, len, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, to)) {
		ret = -ENOMEM;
		goto out;
	}
	writel(lower_32_bits(from), b->regs);
	writel(lower_32_bits(to), b->regs + 4);
	wait_for_completion(&b->done);
	ret = 0;
	dma_unmap_single(b->dev, to, len, DMA_FROM_DEVICE);
	dma_unmap_single(b->dev, from, len, DMA_TO_DEVICE);
out:
	return ret; // want "DMA211: from"
}

/* A range check beside the test: when only the range is wrong, the mapping is live. */
int bad_range(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma) || dma > DMA_BIT_MASK(36))
		return -ENOMEM; // want "DMA211"
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* The buffer is freed, its mapping stays. */
int bad_freed(struct bad_dev *b, unsigned int i)
{
	struct bad_slot *s = &b->slot[i];

	s->buf = kmalloc(2048, GFP_KERNEL);
	if (!s->buf)
		return -ENOMEM;
	s->dma = dma_map_single(b->dev, s->buf, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, s->dma)) {
		kfree(s->buf);
		return -ENOMEM;
	}
	if (readl(b->regs + 8)) {
		kfree(s->buf);
		return -EBUSY; // want "DMA211"
	}
	writel(lower_32_bits(s->dma), b->regs + 4);
	return 0;
}

/* Never unmapped at all; only this function knew the handle. */
void bad_lost(struct bad_dev *b, void *buf)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
} // want "DMA211"
