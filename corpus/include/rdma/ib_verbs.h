/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: DMA mapping of InfiniBand devices. */
#ifndef DL_STUB_IB_VERBS_H
#define DL_STUB_IB_VERBS_H

#include <linux/dma-mapping.h>

struct ib_device { struct device *dma_device; char name[64]; };
struct ib_cqe { void (*done)(void *cq, void *wc); };
struct ib_sge { u64 addr; u32 length; u32 lkey; };
u64 ib_dma_map_single(struct ib_device *dev, void *cpu, size_t size, enum dma_data_direction dir);
void ib_dma_unmap_single(struct ib_device *dev, u64 addr, size_t size, enum dma_data_direction dir);
u64 ib_dma_map_page(struct ib_device *dev, struct page *page, unsigned long offset, size_t size,
		    enum dma_data_direction dir);
void ib_dma_unmap_page(struct ib_device *dev, u64 addr, size_t size, enum dma_data_direction dir);
int ib_dma_map_sg(struct ib_device *dev, struct scatterlist *sg, int nents,
		  enum dma_data_direction dir);
void ib_dma_unmap_sg(struct ib_device *dev, struct scatterlist *sg, int nents,
		     enum dma_data_direction dir);
int ib_dma_mapping_error(struct ib_device *dev, u64 dma_addr);
void ib_dma_sync_single_for_cpu(struct ib_device *dev, u64 addr, size_t size,
				enum dma_data_direction dir);
void ib_dma_sync_single_for_device(struct ib_device *dev, u64 addr, size_t size,
				   enum dma_data_direction dir);

#endif
