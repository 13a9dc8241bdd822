/* SPDX-License-Identifier: Apache-2.0 */
/* DMA201: unmapped with another direction. */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <net/page_pool.h>

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

/* The error path has the wrong one. */
int bad_error_path(struct bad_dev *b, void *buf, size_t size)
{
	dma_addr_t iova = dma_map_single(b->dev, buf, size, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, iova))
		return -ENOMEM;
	writel(lower_32_bits(iova), b->regs);
	if (!wait_for_completion_timeout(&b->done, HZ)) {
		writel(0, b->regs + 4);
		dma_unmap_single(b->dev, iova, size, DMA_TO_DEVICE); // want "DMA201"
		return -ETIMEDOUT;
	}
	dma_unmap_single(b->dev, iova, size, DMA_FROM_DEVICE);
	return 0;
}

/* Chosen at the map call by a flag, constant at the unmap. */
int bad_constant(struct bad_dev *b, void *buf, size_t size, bool in)
{
	dma_addr_t iova = dma_map_single(b->dev, buf, size, in ? DMA_FROM_DEVICE : DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, iova))
		return -ENOMEM;
	writel(lower_32_bits(iova), b->regs);
	wait_for_completion(&b->done);
	if (in)
		dma_unmap_single(b->dev, iova, size, DMA_TO_DEVICE); // want "DMA201"
	else
		dma_unmap_single(b->dev, iova, size, DMA_TO_DEVICE);
	return 0;
}

/* A list. */
int bad_list(struct bad_dev *b, struct scatterlist *sgl, int count)
{
	if (!dma_map_sg(b->dev, sgl, count, DMA_BIDIRECTIONAL))
		return -ENOMEM;
	writel(lower_32_bits(sg_dma_address(sgl)), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_sg(b->dev, sgl, count, DMA_FROM_DEVICE); // want "DMA201"
	return 0;
}

/* Through a field: every map call that fills it agrees, the unmap does not. */
struct bad_rx { struct sk_buff *skb; dma_addr_t dma; };

int bad_refill(struct bad_dev *b, struct bad_rx *rx)
{
	rx->dma = dma_map_single(b->dev, rx->skb->data, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, rx->dma))
		return -ENOMEM;
	writel(lower_32_bits(rx->dma), b->regs + 4);
	return 0;
}

struct sk_buff *bad_receive(struct bad_dev *b, struct bad_rx *rx)
{
	dma_unmap_single(b->dev, rx->dma, 2048, DMA_TO_DEVICE); // want "DMA201"
	return rx->skb;
}

/* A received page goes out again from where it lies, and is unmapped like any packet that was sent. */
struct bad_tx { dma_addr_t at; unsigned int len; };

struct page_pool *bad_pool(struct bad_dev *b)
{
	struct page_pool_params params = {
		.flags = PP_FLAG_DMA_MAP, .pool_size = 64, .dev = b->dev, .dma_dir = DMA_FROM_DEVICE,
	};

	return page_pool_create(&params);
}

static void bad_queue(struct bad_dev *b, struct bad_tx *tx, dma_addr_t at, unsigned int len)
{
	tx->at = at;
	tx->len = len;
	writel(lower_32_bits(at), b->regs);
}

void bad_send_back(struct bad_dev *b, struct bad_tx *tx, struct page *page, unsigned int len)
{
	dma_addr_t at = page_pool_get_dma_addr(page);

	dma_sync_single_for_device(b->dev, at, len, DMA_BIDIRECTIONAL);
	bad_queue(b, tx, at, len);
}

int bad_send(struct bad_dev *b, struct bad_tx *tx, void *data, unsigned int len)
{
	dma_addr_t at = dma_map_single(b->dev, data, len, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, at))
		return -ENOMEM;
	bad_queue(b, tx, at, len);
	return 0;
}

static void bad_sent(struct bad_dev *b, struct bad_tx *tx)
{
	dma_unmap_single(b->dev, tx->at, tx->len, DMA_TO_DEVICE); // want "DMA201"
}

void bad_poll(struct bad_dev *b, struct bad_tx *ring, int done)
{
	while (done--)
		bad_sent(b, &ring[done]);
}

/* A helper maps as it is told, and keeps the handle: each of its callers is a writer of the field. */
struct bad_job { dma_addr_t at; void *buf; size_t len; };

static int bad_job_map(struct bad_dev *b, struct bad_job *job, enum dma_data_direction dir)
{
	job->at = dma_map_single(b->dev, job->buf, job->len, dir);
	return dma_mapping_error(b->dev, job->at);
}

int bad_job_read(struct bad_dev *b, struct bad_job *job)
{
	if (bad_job_map(b, job, DMA_FROM_DEVICE))
		return -ENOMEM;
	writel(lower_32_bits(job->at), b->regs);
	return 0;
}

void bad_job_done(struct bad_dev *b, struct bad_job *job)
{
	dma_unmap_single(b->dev, job->at, job->len, DMA_TO_DEVICE); // want "DMA201"
}

/* Memory that is not coherent is allocated for a direction, and freed for it. */
int bad_pages(struct bad_dev *b)
{
	dma_addr_t at;
	void *mem = dma_alloc_noncoherent(b->dev, 4096, &at, DMA_FROM_DEVICE, GFP_KERNEL);

	if (!mem)
		return -ENOMEM;
	writel(lower_32_bits(at), b->regs);
	wait_for_completion(&b->done);
	dma_free_noncoherent(b->dev, 4096, mem, at, DMA_BIDIRECTIONAL); // want "DMA201"
	return 0;
}

/* One call maps either way, and what unmaps asks for nothing. */
struct bad_either { dma_addr_t at; void *buf; size_t len; bool in; };

int bad_either_map(struct bad_dev *b, struct bad_either *e)
{
	e->at = dma_map_single(b->dev, e->buf, e->len, e->in ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, e->at))
		return -ENOMEM;
	writel(lower_32_bits(e->at), b->regs);
	return 0;
}

void bad_either_done(struct bad_dev *b, struct bad_either *e)
{
	dma_unmap_single(b->dev, e->at, e->len, DMA_TO_DEVICE); // want "DMA201"
}

/* The list of another driver's buffer, kept by a pointer to it. */
struct bad_import {
	struct dma_buf_attachment *att;
	struct sg_table *sgt;
};

int bad_import_map(struct bad_import *b)
{
	struct sg_table *sgt = dma_buf_map_attachment(b->att, DMA_FROM_DEVICE);

	if (IS_ERR(sgt))
		return PTR_ERR(sgt);
	b->sgt = sgt;
	return 0;
}

void bad_import_unmap(struct bad_import *b)
{
	dma_buf_unmap_attachment(b->att, b->sgt, DMA_TO_DEVICE); // want "DMA201"
	b->sgt = NULL;
}
