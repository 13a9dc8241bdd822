/* SPDX-License-Identifier: Apache-2.0 */
/* DMA501: nobody knows whether the mask was set. */
#include <linux/dma-mapping.h>
#include <linux/pci.h>

int bad_both(struct device *dev)
{
	dma_set_mask_and_coherent(dev, DMA_BIT_MASK(28)); // want "DMA501"
	return 0;
}

/* One way is narrow. */
int bad_second(struct device *dev, bool old)
{
	int ret = dma_set_mask(dev, DMA_BIT_MASK(40));

	if (ret)
		return ret;
	dma_set_coherent_mask(dev, old ? DMA_BIT_MASK(24) : DMA_BIT_MASK(40)); // want "DMA501"
	return 0;
}
