/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: DMA mapping of InfiniBand devices. */
#ifndef DL_STUB_IB_VERBS_H
#define DL_STUB_IB_VERBS_H

#include <linux/dma-mapping.h>

struct ib_device { struct device *dma_device; char name[64]; };
struct ib_cq { struct ib_device *device; void *cq_context; };
struct ib_cqe;
enum ib_wc_status { IB_WC_SUCCESS, IB_WC_WR_FLUSH_ERR = 5 };
struct ib_wc { union { u64 wr_id; struct ib_cqe *wr_cqe; }; enum ib_wc_status status; u32 byte_len; struct ib_qp *qp; };
struct ib_cqe { void (*done)(struct ib_cq *cq, struct ib_wc *wc); };
struct ib_pd { struct ib_device *device; u32 local_dma_lkey; };
struct ib_qp { struct ib_device *device; struct ib_pd *pd; void *qp_context; };
struct ib_sge { u64 addr; u32 length; u32 lkey; };
enum ib_wr_opcode { IB_WR_RDMA_WRITE, IB_WR_SEND = 2, IB_WR_RDMA_READ = 4 };
enum ib_send_flags { IB_SEND_FENCE = 1, IB_SEND_SIGNALED = 2, IB_SEND_SOLICITED = 4, IB_SEND_INLINE = 8 };
struct ib_send_wr {
	struct ib_send_wr *next;
	union { u64 wr_id; struct ib_cqe *wr_cqe; };
	struct ib_sge *sg_list;
	int num_sge;
	enum ib_wr_opcode opcode;
	int send_flags;
};
struct ib_recv_wr {
	struct ib_recv_wr *next;
	union { u64 wr_id; struct ib_cqe *wr_cqe; };
	struct ib_sge *sg_list;
	int num_sge;
};
int ib_post_send(struct ib_qp *qp, const struct ib_send_wr *wr, const struct ib_send_wr **bad);
int ib_post_recv(struct ib_qp *qp, const struct ib_recv_wr *wr, const struct ib_recv_wr **bad);
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
