/* SPDX-License-Identifier: Apache-2.0 */
/* DMA501: results that somebody reads. */
#include <linux/dma-mapping.h>
#include <linux/pci.h>

int good_returned(struct device *dev)
{
	return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(28));
}

int good_stored(struct device *dev)
{
	int ret;

	ret = dma_set_mask(dev, DMA_BIT_MASK(40));
	if (ret)
		dev_err(dev, "no DMA\n");
	return ret;
}

int good_tested(struct device *dev)
{
	if (dma_set_mask(dev, DMA_BIT_MASK(40)) || dma_set_coherent_mask(dev, DMA_BIT_MASK(32)))
		return -EIO;
	return 0;
}

bool good_asked(struct device *dev)
{
	bool wide = !dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));

	return wide;
}

/* No mask. */
void good_limit(struct device *dev)
{
	dma_set_max_seg_size(dev, 65536);
}
