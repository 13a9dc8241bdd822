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

/* No machine refuses these. */
void good_32(struct device *dev)
{
	dma_set_mask(dev, DMA_BIT_MASK(32));
	dma_set_coherent_mask(dev, DMA_BIT_MASK(32));
}

void good_wide(struct device *dev)
{
	dma_set_mask_and_coherent(dev, DMA_BIT_MASK(40));
	dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64));
}

void good_either(struct device *dev, bool wide)
{
	u64 mask = DMA_BIT_MASK(32);

	if (wide)
		mask = DMA_BIT_MASK(64);
	dma_set_mask_and_coherent(dev, mask);
}

/* The caller knows. */
void good_unknown(struct device *dev, u64 mask)
{
	dma_set_mask_and_coherent(dev, mask);
}
