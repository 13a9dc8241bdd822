/* SPDX-License-Identifier: Apache-2.0 */
/* DMA701: calls that newer kernels do not have. */
#include <linux/pci.h>

struct bad_ring { void *desc; dma_addr_t dma; };

int bad_mask(struct pci_dev *pdev)
{
	int ret = pci_set_dma_mask(pdev, DMA_BIT_MASK(64)); // want "DMA701: dma_set_mask"

	if (ret)
		return ret;
	return pci_set_consistent_dma_mask(pdev, DMA_BIT_MASK(64)); // want "DMA701"
}

int bad_ring_alloc(struct pci_dev *pdev, struct bad_ring *r)
{
	r->desc = pci_alloc_consistent(pdev, 4096, &r->dma); // want "DMA701"
	return r->desc ? 0 : -ENOMEM;
}

void bad_ring_free(struct pci_dev *pdev, struct bad_ring *r)
{
	pci_free_consistent(pdev, 4096, r->desc, r->dma); // want "DMA701"
}

int bad_send(struct pci_dev *pdev, void __iomem *regs, void *buf, size_t len)
{
	dma_addr_t dma = pci_map_single(pdev, buf, len, PCI_DMA_TODEVICE); // want "DMA701"

	if (pci_dma_mapping_error(pdev, dma)) // want "DMA701"
		return -ENOMEM;
	writel(lower_32_bits(dma), regs);
	pci_unmap_single(pdev, dma, len, PCI_DMA_TODEVICE); // want "DMA701"
	return 0;
}
