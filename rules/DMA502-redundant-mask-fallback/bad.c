/* SPDX-License-Identifier: Apache-2.0 */
/* DMA502: fallbacks that can never help. */
#include <linux/dma-mapping.h>
#include <linux/pci.h>

int bad_both(struct pci_dev *pdev)
{
	int ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));

	if (ret) {
		ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32)); // want "DMA502"
		if (ret)
			dev_err(&pdev->dev, "no usable DMA mask\n");
	}
	return ret;
}

int bad_flag(struct device *dev, bool *using_dac)
{
	if (!dma_set_mask(dev, DMA_BIT_MASK(64))) {
		*using_dac = true;
		return 0;
	}
	*using_dac = false;
	return dma_set_mask(dev, DMA_BIT_MASK(32)); // want "DMA502"
}

int bad_chain(struct device *dev)
{
	if (dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)) &&
	    dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32))) // want "DMA502"
		return -ENODEV;
	return 0;
}
