/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: packets that a program of the user's sees first. */
#ifndef DL_STUB_XDP_H
#define DL_STUB_XDP_H

#include <linux/netdevice.h>
#include <net/page_pool/helpers.h>

struct bpf_prog;

enum xdp_mem_type {
	MEM_TYPE_PAGE_SHARED = 0,
	MEM_TYPE_PAGE_ORDER0,
	MEM_TYPE_PAGE_POOL,
	MEM_TYPE_XSK_BUFF_POOL,
};

enum xdp_action { XDP_ABORTED = 0, XDP_DROP, XDP_PASS, XDP_TX, XDP_REDIRECT };

struct xdp_rxq_info {
	struct net_device *dev;
	u32 queue_index;
};

struct xdp_buff {
	void *data, *data_end, *data_meta, *data_hard_start;
	struct xdp_rxq_info *rxq;
	u32 frame_sz;
};

struct xdp_frame {
	void *data;
	u32 len, headroom, metasize;
	u32 frame_sz;
};

void xdp_return_frame(struct xdp_frame *frame);
void xdp_return_frame_rx_napi(struct xdp_frame *frame);
struct xdp_frame *xdp_convert_buff_to_frame(struct xdp_buff *xdp);
int xdp_rxq_info_reg_mem_model(struct xdp_rxq_info *rxq, enum xdp_mem_type type, void *allocator);
void xdp_init_buff(struct xdp_buff *xdp, u32 frame_sz, struct xdp_rxq_info *rxq);
void xdp_prepare_buff(struct xdp_buff *xdp, unsigned char *hard_start, int headroom, int data_len,
		      const bool meta_valid);
u32 bpf_prog_run_xdp(const struct bpf_prog *prog, struct xdp_buff *xdp);
int xdp_do_redirect(struct net_device *dev, struct xdp_buff *xdp, struct bpf_prog *prog);

#endif
