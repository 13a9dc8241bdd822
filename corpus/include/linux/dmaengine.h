/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: DMA engine, client and provider side. */
#ifndef DL_STUB_DMAENGINE_H
#define DL_STUB_DMAENGINE_H

#include <linux/dma-mapping.h>
#include <linux/completion.h>

typedef s32 dma_cookie_t;
#define DMA_MIN_COOKIE		1
enum dma_status { DMA_COMPLETE, DMA_IN_PROGRESS, DMA_PAUSED, DMA_ERROR, DMA_OUT_OF_ORDER };
enum dma_transfer_direction {
	DMA_MEM_TO_MEM,
	DMA_MEM_TO_DEV,
	DMA_DEV_TO_MEM,
	DMA_DEV_TO_DEV,
	DMA_TRANS_NONE,
};
enum dma_transaction_type {
	DMA_MEMCPY, DMA_XOR, DMA_PQ, DMA_MEMSET, DMA_INTERRUPT, DMA_PRIVATE, DMA_SLAVE, DMA_CYCLIC,
	DMA_INTERLEAVE, DMA_TX_TYPE_END
};
enum dma_slave_buswidth {
	DMA_SLAVE_BUSWIDTH_UNDEFINED = 0,
	DMA_SLAVE_BUSWIDTH_1_BYTE = 1,
	DMA_SLAVE_BUSWIDTH_2_BYTES = 2,
	DMA_SLAVE_BUSWIDTH_4_BYTES = 4,
	DMA_SLAVE_BUSWIDTH_8_BYTES = 8,
};
enum dma_ctrl_flags {
	DMA_PREP_INTERRUPT = 1 << 0,
	DMA_CTRL_ACK = 1 << 1,
	DMA_PREP_FENCE = 1 << 5,
	DMA_CTRL_REUSE = 1 << 6,
};
enum dmaengine_tx_result {
	DMA_TRANS_NOERROR, DMA_TRANS_READ_FAILED, DMA_TRANS_WRITE_FAILED, DMA_TRANS_ABORTED
};
struct dmaengine_result { enum dmaengine_tx_result result; u32 residue; };
struct dma_tx_state { dma_cookie_t last, used; u32 residue, in_flight_bytes; };
struct dma_device;
typedef struct { unsigned long bits[1]; } dma_cap_mask_t;
#define dma_cap_zero(m)		((m).bits[0] = 0)
#define dma_cap_set(t, m)	((m).bits[0] |= 1UL << (t))

struct dma_chan {
	struct dma_device *device;
	dma_cookie_t cookie, completed_cookie;
	int chan_id;
	const char *name;
	void *private;
	struct list_head device_node;
};
typedef void (*dma_async_tx_callback)(void *param);
typedef void (*dma_async_tx_callback_result)(void *param, const struct dmaengine_result *result);
struct dma_async_tx_descriptor {
	dma_cookie_t cookie;
	enum dma_ctrl_flags flags;
	dma_addr_t phys;
	struct dma_chan *chan;
	dma_cookie_t (*tx_submit)(struct dma_async_tx_descriptor *tx);
	dma_async_tx_callback callback;
	dma_async_tx_callback_result callback_result;
	void *callback_param;
};
struct dma_slave_config {
	enum dma_transfer_direction direction;
	phys_addr_t src_addr, dst_addr;
	enum dma_slave_buswidth src_addr_width, dst_addr_width;
	u32 src_maxburst, dst_maxburst;
	bool device_fc;
};
struct dma_device {
	struct device *dev;
	struct list_head channels;
	dma_cap_mask_t cap_mask;
	u32 src_addr_widths, dst_addr_widths, directions, max_burst;
	int (*device_alloc_chan_resources)(struct dma_chan *chan);
	void (*device_free_chan_resources)(struct dma_chan *chan);
	struct dma_async_tx_descriptor *(*device_prep_dma_memcpy)(struct dma_chan *chan,
		dma_addr_t dst, dma_addr_t src, size_t len, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_slave_sg)(struct dma_chan *chan,
		struct scatterlist *sgl, unsigned int sg_len, enum dma_transfer_direction dir,
		unsigned long flags, void *context);
	int (*device_terminate_all)(struct dma_chan *chan);
	enum dma_status (*device_tx_status)(struct dma_chan *chan, dma_cookie_t cookie,
					    struct dma_tx_state *state);
	void (*device_issue_pending)(struct dma_chan *chan);
};

struct dma_chan *dma_request_chan(struct device *dev, const char *name);
struct dma_chan *devm_dma_request_chan(struct device *dev, const char *name);
struct dma_chan *dma_request_slave_channel(struct device *dev, const char *name);
struct dma_chan *dma_request_chan_by_mask(const dma_cap_mask_t *mask);
void dma_release_channel(struct dma_chan *chan);
int dmaengine_slave_config(struct dma_chan *chan, struct dma_slave_config *config);
struct dma_async_tx_descriptor *dmaengine_prep_slave_single(struct dma_chan *chan, dma_addr_t buf,
	size_t len, enum dma_transfer_direction dir, unsigned long flags);
struct dma_async_tx_descriptor *dmaengine_prep_slave_sg(struct dma_chan *chan,
	struct scatterlist *sgl, unsigned int sg_len, enum dma_transfer_direction dir,
	unsigned long flags);
struct dma_async_tx_descriptor *dmaengine_prep_dma_cyclic(struct dma_chan *chan, dma_addr_t buf,
	size_t buf_len, size_t period_len, enum dma_transfer_direction dir, unsigned long flags);
struct dma_async_tx_descriptor *dmaengine_prep_dma_memcpy(struct dma_chan *chan, dma_addr_t dest,
	dma_addr_t src, size_t len, unsigned long flags);
struct dma_async_tx_descriptor *dmaengine_prep_dma_memset(struct dma_chan *chan, dma_addr_t dest,
	int value, size_t len, unsigned long flags);
dma_cookie_t dmaengine_submit(struct dma_async_tx_descriptor *desc);
int dma_submit_error(dma_cookie_t cookie);
void dma_async_issue_pending(struct dma_chan *chan);
int dmaengine_terminate_sync(struct dma_chan *chan);
int dmaengine_terminate_async(struct dma_chan *chan);
int dmaengine_terminate_all(struct dma_chan *chan);
void dmaengine_synchronize(struct dma_chan *chan);
int dmaengine_pause(struct dma_chan *chan);
int dmaengine_resume(struct dma_chan *chan);
int dmaengine_desc_free(struct dma_async_tx_descriptor *desc);
enum dma_status dmaengine_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
				    struct dma_tx_state *state);
enum dma_status dma_async_is_tx_complete(struct dma_chan *chan, dma_cookie_t cookie,
					 dma_cookie_t *last, dma_cookie_t *used);
enum dma_status dma_sync_wait(struct dma_chan *chan, dma_cookie_t cookie);
struct device *dmaengine_get_dma_device(struct dma_chan *chan);
int dma_async_device_register(struct dma_device *device);
int dmaenginem_async_device_register(struct dma_device *device);
void dma_async_device_unregister(struct dma_device *device);

#endif
