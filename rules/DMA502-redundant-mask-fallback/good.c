/* SPDX-License-Identifier: Apache-2.0 */
/* DMA502, correct: one attempt, or a choice by what the hardware can do. */
#include <linux/dma-mapping.h>
#include <linux/pci.h>

int good_once(struct pci_dev *pdev)
{
	return dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
}

int good_choice(struct device *dev, bool has_64bit)
{
	u64 mask = has_64bit ? DMA_BIT_MASK(64) : DMA_BIT_MASK(32);

	return dma_set_mask_and_coherent(dev, mask);
}

int good_either(struct device *dev, bool has_64bit)
{
	if (has_64bit)
		return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32));
}

/* Streaming and coherent are two masks. */
int good_two_masks(struct device *dev)
{
	int ret = dma_set_mask(dev, DMA_BIT_MASK(64));

	if (ret)
		return ret;
	return dma_set_coherent_mask(dev, DMA_BIT_MASK(32));
}

/* A device that prefers narrow handles and widens later. */
int good_widen(struct device *dev, bool wide)
{
	int ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32));

	if (!ret && wide)
		ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	return ret;
}

/* Below 32 bits, a platform may refuse one mask and serve another. */
int good_small(struct device *dev)
{
	int ret = dma_set_mask(dev, DMA_BIT_MASK(28));

	if (ret)
		ret = dma_set_mask(dev, DMA_BIT_MASK(24));
	return ret;
}
