/* SPDX-License-Identifier: Apache-2.0 */
/* DMA503: memory is allocated with no mask, or before it. */
#include <linux/dma-mapping.h>
#include <linux/pci.h>

struct bad_card {
	struct pci_dev *pci;
	void *ring;
	dma_addr_t dma;
};

int bad_card_create(struct bad_card *c)
{
	int ret = dma_set_mask(&c->pci->dev, DMA_BIT_MASK(30)); // want "DMA503: 30 bits"

	if (ret)
		return ret;
	c->ring = dma_alloc_coherent(&c->pci->dev, 4096, &c->dma, GFP_KERNEL);
	return c->ring ? 0 : -ENOMEM;
}

void bad_card_destroy(struct bad_card *c)
{
	dma_free_coherent(&c->pci->dev, 4096, c->ring, c->dma);
}

int bad_late(struct device *dev, void *buf)
{
	dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
	int ret;

	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	ret = dma_set_mask(dev, DMA_BIT_MASK(24)); // want "DMA503: 24 bits" "DMA503: after 'dma_map_single'"
	dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
	return ret;
}
