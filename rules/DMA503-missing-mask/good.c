/* SPDX-License-Identifier: Apache-2.0 */
/* DMA503: both masks, the right one, and in time. */
#include <linux/dma-mapping.h>
#include <linux/pci.h>

struct good_card {
	struct pci_dev *pci;
	void *ring;
	dma_addr_t dma;
};

int good_both(struct good_card *c)
{
	int ret = dma_set_mask(&c->pci->dev, DMA_BIT_MASK(30));

	if (!ret)
		ret = dma_set_coherent_mask(&c->pci->dev, DMA_BIT_MASK(30));
	if (ret)
		return ret;
	c->ring = dma_alloc_coherent(&c->pci->dev, 4096, &c->dma, GFP_KERNEL);
	return c->ring ? 0 : -ENOMEM;
}

void good_destroy(struct good_card *c)
{
	dma_free_coherent(&c->pci->dev, 4096, c->ring, c->dma);
}

/* In time. */
int good_first(struct device *dev, void *buf)
{
	int ret = dma_set_mask(dev, DMA_BIT_MASK(24));
	dma_addr_t dma;

	if (ret)
		return ret;
	dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
	return 0;
}

/* What it is before anybody sets it. */
int good_default(struct device *dev, void *buf)
{
	dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
	int ret;

	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	ret = dma_set_mask(dev, DMA_BIT_MASK(32));
	dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
	return ret;
}

/* Another one's mask. */
int good_other(struct device *dev, struct device *other, void *buf)
{
	dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
	int ret;

	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	ret = dma_set_mask(other, DMA_BIT_MASK(24));
	dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
	return ret;
}

/* Set before, and again for what follows. */
int good_again(struct device *dev, void *buf)
{
	int ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32));
	dma_addr_t dma;

	if (ret)
		return ret;
	dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	ret = dma_set_mask(dev, DMA_BIT_MASK(64));
	dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
	return ret;
}
