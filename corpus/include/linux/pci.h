/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: PCI, with the DMA calls that went away in 5.18 (for porting old drivers). */
#ifndef DL_STUB_PCI_H
#define DL_STUB_PCI_H

#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>

#define PCI_STD_NUM_BARS	6
#define PCI_VENDOR_ID		0x00
#define PCI_DEVICE_ID		0x02
#define PCI_COMMAND		0x04
#define PCI_COMMAND_MASTER	0x4
#define PCI_REVISION_ID		0x08
#define PCI_VENDOR_ID_INTEL	0x8086
#define PCI_IRQ_INTX		(1 << 0)
#define PCI_IRQ_LEGACY		PCI_IRQ_INTX
#define PCI_IRQ_MSI		(1 << 1)
#define PCI_IRQ_MSIX		(1 << 2)
#define PCI_IRQ_AFFINITY	(1 << 3)
#define PCI_IRQ_ALL_TYPES	7
typedef int pci_power_t;
#define PCI_D0 0
#define PCI_D3hot 3

struct pci_bus { unsigned char number; };
struct pci_dev {
	struct pci_bus *bus;
	unsigned int devfn;
	unsigned short vendor, device, subsystem_vendor, subsystem_device;
	unsigned int class;
	u8 revision;
	unsigned int irq;
	struct device dev;
	struct resource resource[12];
	u64 dma_mask;
	unsigned int is_busmaster : 1, msi_enabled : 1, msix_enabled : 1;
};
typedef unsigned int pci_ers_result_t, pci_channel_state_t;
struct pci_error_handlers {
	pci_ers_result_t (*error_detected)(struct pci_dev *dev, pci_channel_state_t state);
	pci_ers_result_t (*slot_reset)(struct pci_dev *dev);
	void (*resume)(struct pci_dev *dev);
};
struct pci_driver {
	const char *name;
	const struct pci_device_id *id_table;
	int (*probe)(struct pci_dev *dev, const struct pci_device_id *id);
	void (*remove)(struct pci_dev *dev);
	int (*suspend)(struct pci_dev *dev, pm_message_t state);
	int (*resume)(struct pci_dev *dev);
	void (*shutdown)(struct pci_dev *dev);
	const struct pci_error_handlers *err_handler;
	struct device_driver driver;
};
#define to_pci_dev(d)		container_of(d, struct pci_dev, dev)
#define module_pci_driver(d)	DL_STUB_DRIVER(d, pci_register_driver, pci_unregister_driver)
#define PCI_SLOT(d)		(((d) >> 3) & 0x1f)
#define PCI_FUNC(d)		((d) & 0x07)

static inline void *pci_get_drvdata(struct pci_dev *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static inline void pci_set_drvdata(struct pci_dev *pdev, void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

const char *pci_name(const struct pci_dev *dev);
int pci_register_driver(struct pci_driver *drv);
void pci_unregister_driver(struct pci_driver *drv);
int pci_enable_device(struct pci_dev *dev);
int pci_enable_device_mem(struct pci_dev *dev);
int pcim_enable_device(struct pci_dev *dev);
void pci_disable_device(struct pci_dev *dev);
void pci_set_master(struct pci_dev *dev);
void pci_clear_master(struct pci_dev *dev);
int pci_request_regions(struct pci_dev *dev, const char *name);
void pci_release_regions(struct pci_dev *dev);
int pci_request_region(struct pci_dev *dev, int bar, const char *name);
void pci_release_region(struct pci_dev *dev, int bar);
int pcim_iomap_regions(struct pci_dev *dev, int mask, const char *name);
void __iomem *const *pcim_iomap_table(struct pci_dev *dev);
void __iomem *pcim_iomap(struct pci_dev *dev, int bar, unsigned long maxlen);
void __iomem *pci_iomap(struct pci_dev *dev, int bar, unsigned long maxlen);
void __iomem *pci_ioremap_bar(struct pci_dev *dev, int bar);
void pci_iounmap(struct pci_dev *dev, void __iomem *addr);
resource_size_t pci_resource_start(struct pci_dev *dev, int bar);
resource_size_t pci_resource_len(struct pci_dev *dev, int bar);
unsigned long pci_resource_flags(struct pci_dev *dev, int bar);
int pci_read_config_byte(const struct pci_dev *dev, int where, u8 *val);
int pci_read_config_word(const struct pci_dev *dev, int where, u16 *val);
int pci_read_config_dword(const struct pci_dev *dev, int where, u32 *val);
int pci_write_config_byte(const struct pci_dev *dev, int where, u8 val);
int pci_write_config_word(const struct pci_dev *dev, int where, u16 val);
int pci_write_config_dword(const struct pci_dev *dev, int where, u32 val);
int pci_alloc_irq_vectors(struct pci_dev *dev, unsigned int min, unsigned int max,
			  unsigned int flags);
void pci_free_irq_vectors(struct pci_dev *dev);
int pci_irq_vector(struct pci_dev *dev, unsigned int nr);
int pci_enable_msi(struct pci_dev *dev);
void pci_disable_msi(struct pci_dev *dev);
int pci_set_power_state(struct pci_dev *dev, pci_power_t state);
int pci_save_state(struct pci_dev *dev);
void pci_restore_state(struct pci_dev *dev);
struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device, struct pci_dev *from);
void pci_dev_put(struct pci_dev *dev);

#define PCI_DMA_BIDIRECTIONAL	DMA_BIDIRECTIONAL
#define PCI_DMA_TODEVICE	DMA_TO_DEVICE
#define PCI_DMA_FROMDEVICE	DMA_FROM_DEVICE
#define PCI_DMA_NONE		DMA_NONE
dma_addr_t pci_map_single(struct pci_dev *hwdev, void *ptr, size_t size, int direction);
void pci_unmap_single(struct pci_dev *hwdev, dma_addr_t addr, size_t size, int direction);
dma_addr_t pci_map_page(struct pci_dev *hwdev, struct page *page, unsigned long offset, size_t size,
			int direction);
void pci_unmap_page(struct pci_dev *hwdev, dma_addr_t addr, size_t size, int direction);
int pci_map_sg(struct pci_dev *hwdev, struct scatterlist *sg, int nents, int direction);
void pci_unmap_sg(struct pci_dev *hwdev, struct scatterlist *sg, int nents, int direction);
int pci_dma_mapping_error(struct pci_dev *pdev, dma_addr_t addr);
void pci_dma_sync_single_for_cpu(struct pci_dev *hwdev, dma_addr_t addr, size_t size,
				 int direction);
void pci_dma_sync_single_for_device(struct pci_dev *hwdev, dma_addr_t addr, size_t size,
				    int direction);
void *pci_alloc_consistent(struct pci_dev *hwdev, size_t size, dma_addr_t *handle);
void *pci_zalloc_consistent(struct pci_dev *hwdev, size_t size, dma_addr_t *handle);
void pci_free_consistent(struct pci_dev *hwdev, size_t size, void *vaddr, dma_addr_t handle);
int pci_set_dma_mask(struct pci_dev *dev, u64 mask);
int pci_set_consistent_dma_mask(struct pci_dev *dev, u64 mask);
struct dma_pool *pci_pool_create(const char *name, struct pci_dev *pdev, size_t size, size_t align,
				 size_t boundary);
void pci_pool_destroy(struct dma_pool *pool);
void *pci_pool_alloc(struct dma_pool *pool, gfp_t flags, dma_addr_t *handle);
void pci_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr);
void *dma_zalloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t flag);

#endif
