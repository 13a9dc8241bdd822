/* SPDX-License-Identifier: Apache-2.0 */
/* DMA701, correct: the calls of today, and PCI calls that have nothing to do with DMA mapping. */
#include <linux/dma-mapping.h>
#include <linux/pci.h>

struct good_ring { void *desc; dma_addr_t dma; };

int good_mask(struct pci_dev *pdev)
{
	int ret = pci_enable_device(pdev);

	if (ret)
		return ret;
	pci_set_master(pdev);
	return dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
}

int good_ring_alloc(struct pci_dev *pdev, struct good_ring *r)
{
	r->desc = dma_alloc_coherent(&pdev->dev, 4096, &r->dma, GFP_KERNEL);
	return r->desc ? 0 : -ENOMEM;
}

void good_ring_free(struct pci_dev *pdev, struct good_ring *r)
{
	dma_free_coherent(&pdev->dev, 4096, r->desc, r->dma);
}

int good_send(struct pci_dev *pdev, void __iomem *regs, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(&pdev->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(&pdev->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), regs);
	dma_unmap_single(&pdev->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}
