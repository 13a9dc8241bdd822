/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A path that times out leaves the buffer mapped, and its comment says that this is meant: the device may
 * still write to it. That was a leak; it is one only where nobody says so. Of an out-of-tree driver's kind.
 */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/completion.h>
#include <linux/device.h>
struct d { struct device *dev; void __iomem *regs; struct completion done; dma_addr_t h; };
int hw(struct d *d);
int keep_for_device(struct d *d, void *p)
{
	dma_addr_t h = dma_map_single(d->dev, p, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(d->dev, h))
		return -ENOMEM;
	writel(h, d->regs);
	if (!wait_for_completion_timeout(&d->done, 100)) {
		/* The device may still write: leak the buffer rather than corrupt memory. */
		return -ETIMEDOUT;
	}
	dma_unmap_single(d->dev, h, 64, DMA_TO_DEVICE);
	return 0;
}
int keep_and_say(struct d *d, void *p)
{
	dma_addr_t h = dma_map_single(d->dev, p, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(d->dev, h))
		return -ENOMEM;
	writel(h, d->regs);
	if (!wait_for_completion_timeout(&d->done, 100)) {
		dev_err(d->dev, "timed out, buffer left mapped\n");
		return -ETIMEDOUT;
	}
	dma_unmap_single(d->dev, h, 64, DMA_TO_DEVICE);
	return 0;
}
int bad_timeout(struct d *d, void *p)
{
	dma_addr_t h = dma_map_single(d->dev, p, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(d->dev, h))
		return -ENOMEM;
	writel(h, d->regs);
	if (!wait_for_completion_timeout(&d->done, 100)) {
		/* tell the user */
		dev_err(d->dev, "timed out\n");
		return -ETIMEDOUT;	// want "DMA211: h"
	}
	dma_unmap_single(d->dev, h, 64, DMA_TO_DEVICE);
	return 0;
}
int bad_other_comment(struct d *d, void *p)
{
	dma_addr_t h = dma_map_single(d->dev, p, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(d->dev, h))
		return -ENOMEM;
	writel(h, d->regs);
	if (!wait_for_completion_timeout(&d->done, 100)) {
		/* return early to avoid leaking the lock */
		return -ETIMEDOUT;	// want "DMA211: h"
	}
	dma_unmap_single(d->dev, h, 64, DMA_TO_DEVICE);
	return 0;
}
int keep_then_jump(struct d *d, void *p)
{
	int ret = 0;
	dma_addr_t h = dma_map_single(d->dev, p, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(d->dev, h))
		return -ENOMEM;
	writel(h, d->regs);
	if (!wait_for_completion_timeout(&d->done, 100)) {
		/*
		 * We cannot free the buffer here: hardware still owns it.
		 */
		ret = -ETIMEDOUT;
		goto out;
	}
	dma_unmap_single(d->dev, h, 64, DMA_TO_DEVICE);
out:
	dev_info(d->dev, "done\n");
	return ret;
}
int keep_said_above(struct d *d, void *p)
{
	dma_addr_t h = dma_map_single(d->dev, p, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(d->dev, h))
		return -ENOMEM;
	writel(h, d->regs);
	/* After a timeout DMA may be in flight: don't release the mapping. */
	if (!wait_for_completion_timeout(&d->done, 100))
		return -ETIMEDOUT;
	dma_unmap_single(d->dev, h, 64, DMA_TO_DEVICE);
	return 0;
}
int keep_sacrificed(struct d *d, void *p)
{
	dma_addr_t h = dma_map_single(d->dev, p, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(d->dev, h))
		return -ENOMEM;
	writel(h, d->regs);
	if (!wait_for_completion_timeout(&d->done, 100)) {
		/* Sacrifice the page, the engine may write to it for ever. */
		return -ETIMEDOUT;
	}
	dma_unmap_single(d->dev, h, 64, DMA_TO_DEVICE);
	return 0;
}
int bad_lock_above(struct d *d, void *p)
{
	dma_addr_t h = dma_map_single(d->dev, p, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(d->dev, h))
		return -ENOMEM;
	writel(h, d->regs);
	/* Don't release the lock before the answer. */
	if (!wait_for_completion_timeout(&d->done, 100))
		return -ETIMEDOUT;	// want "DMA211: h"
	dma_unmap_single(d->dev, h, 64, DMA_TO_DEVICE);
	return 0;
}
