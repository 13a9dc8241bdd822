/* SPDX-License-Identifier: Apache-2.0 */
/* DMA201, correct: directions that vary, are kept, or are computed twice. */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mmc/host.h>
#include <net/page_pool.h>

struct good_map { dma_addr_t dma; size_t len; enum dma_data_direction dir; };
struct good_ring { dma_addr_t dma[16]; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
	struct good_ring tx, rx;
};

/* Kept beside the handle. */
int good_keep(struct good_dev *g, struct good_map *m, void *buf, size_t len, bool in)
{
	m->dir = in ? DMA_FROM_DEVICE : DMA_TO_DEVICE;
	m->len = len;
	m->dma = dma_map_single(g->dev, buf, len, m->dir);
	if (dma_mapping_error(g->dev, m->dma))
		return -ENOMEM;
	writel(lower_32_bits(m->dma), g->regs);
	return 0;
}

void good_done(struct good_dev *g, struct good_map *m)
{
	dma_unmap_single(g->dev, m->dma, m->len, m->dir);
}

/* The same choice with the condition inverted. */
int good_twice(struct good_dev *g, void *buf, size_t len, bool out)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, out ? DMA_TO_DEVICE : DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, len, !out ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
	return 0;
}

/* One buffer or two. */
int good_in_place(struct good_dev *g, struct scatterlist *src, struct scatterlist *dst, int n)
{
	int ret = -ENOMEM;

	if (src == dst) {
		if (!dma_map_sg(g->dev, src, n, DMA_BIDIRECTIONAL))
			return -ENOMEM;
	} else {
		if (!dma_map_sg(g->dev, src, n, DMA_TO_DEVICE))
			return -ENOMEM;
		if (!dma_map_sg(g->dev, dst, n, DMA_FROM_DEVICE))
			goto unmap_src;
	}
	writel(lower_32_bits(sg_dma_address(src)), g->regs);
	writel(lower_32_bits(sg_dma_address(dst)), g->regs + 4);
	wait_for_completion(&g->done);
	if (src == dst) {
		dma_unmap_sg(g->dev, src, n, DMA_BIDIRECTIONAL);
		return 0;
	}
	dma_unmap_sg(g->dev, dst, n, DMA_FROM_DEVICE);
	ret = 0;
unmap_src:
	dma_unmap_sg(g->dev, src, n, DMA_TO_DEVICE);
	return ret;
}

/* A helper that both sides call. */
int good_mmc(struct good_dev *g, struct mmc_data *data)
{
	data->sg_count = dma_map_sg(g->dev, data->sg, data->sg_len, mmc_get_dma_dir(data));
	return data->sg_count ? 0 : -ENOMEM;
}

void good_mmc_done(struct good_dev *g, struct mmc_data *data)
{
	dma_unmap_sg(g->dev, data->sg, data->sg_len, mmc_get_dma_dir(data));
}

/* One record for two rings: the owner tells them apart. */
int good_ring_tx(struct good_dev *g, unsigned int i, void *buf)
{
	g->tx.dma[i] = dma_map_single(g->dev, buf, 512, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, g->tx.dma[i]))
		return -ENOMEM;
	writel(lower_32_bits(g->tx.dma[i]), g->regs);
	return 0;
}

int good_ring_rx(struct good_dev *g, unsigned int i, void *buf)
{
	g->rx.dma[i] = dma_map_single(g->dev, buf, 512, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, g->rx.dma[i]))
		return -ENOMEM;
	writel(lower_32_bits(g->rx.dma[i]), g->regs);
	return 0;
}

void good_ring_done(struct good_dev *g, unsigned int i)
{
	dma_unmap_single(g->dev, g->tx.dma[i], 512, DMA_TO_DEVICE);
	dma_unmap_single(g->dev, g->rx.dma[i], 512, DMA_FROM_DEVICE);
}

/* A parameter. */
static void good_unmap(struct good_dev *g, dma_addr_t dma, size_t len, enum dma_data_direction dir)
{
	dma_unmap_single(g->dev, dma, len, dir);
}

int good_parameter(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	good_unmap(g, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* A BIDIRECTIONAL mapping may be synced either way. */
int good_sync(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_BIDIRECTIONAL);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_sync_single_for_cpu(g->dev, dma, len, DMA_FROM_DEVICE);
	dma_unmap_single(g->dev, dma, len, DMA_BIDIRECTIONAL);
	return 0;
}

/* The entry says whether the pool or the driver has mapped it. */
struct good_tx { dma_addr_t at; unsigned int len; bool is_pooled; };

struct page_pool *good_pool(struct good_dev *g)
{
	struct page_pool_params params = {
		.flags = PP_FLAG_DMA_MAP, .pool_size = 64, .dev = g->dev, .dma_dir = DMA_BIDIRECTIONAL,
	};

	return page_pool_create(&params);
}

void good_send_back(struct good_dev *g, struct good_tx *tx, struct page *page, unsigned int len)
{
	tx->at = page_pool_get_dma_addr(page);
	tx->len = len;
	tx->is_pooled = true;
	dma_sync_single_for_device(g->dev, tx->at, len, DMA_BIDIRECTIONAL);
	writel(lower_32_bits(tx->at), g->regs);
}

int good_send(struct good_dev *g, struct good_tx *tx, void *data, unsigned int len)
{
	tx->at = dma_map_single(g->dev, data, len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, tx->at))
		return -ENOMEM;
	tx->len = len;
	tx->is_pooled = false;
	writel(lower_32_bits(tx->at), g->regs);
	return 0;
}

static void good_sent(struct good_dev *g, struct good_tx *tx)
{
	dma_unmap_single(g->dev, tx->at, tx->len, DMA_TO_DEVICE);
}

void good_poll(struct good_dev *g, struct good_tx *ring, int done)
{
	while (done--)
		if (!ring[done].is_pooled)
			good_sent(g, &ring[done]);
}

static void good_sent_any(struct good_dev *g, struct good_tx *tx)
{
	if (tx->is_pooled)
		return;
	dma_unmap_single(g->dev, tx->at, tx->len, DMA_TO_DEVICE);
}

void good_poll_any(struct good_dev *g, struct good_tx *ring, int done)
{
	while (done--)
		good_sent_any(g, &ring[done]);
}

/* A helper maps as it is told: both ways, by callers that each have an end of their own. */
struct good_job { dma_addr_t at; void *buf; size_t len; bool in; };

static int good_job_map(struct good_dev *g, struct good_job *job, enum dma_data_direction dir)
{
	job->at = dma_map_single(g->dev, job->buf, job->len, dir);
	return dma_mapping_error(g->dev, job->at);
}

int good_job_read(struct good_dev *g, struct good_job *job)
{
	if (good_job_map(g, job, DMA_FROM_DEVICE))
		return -ENOMEM;
	writel(lower_32_bits(job->at), g->regs);
	return 0;
}

int good_job_write(struct good_dev *g, struct good_job *job)
{
	if (good_job_map(g, job, DMA_TO_DEVICE))
		return -ENOMEM;
	writel(lower_32_bits(job->at), g->regs + 4);
	return 0;
}

void good_job_was_read(struct good_dev *g, struct good_job *job)
{
	dma_unmap_single(g->dev, job->at, job->len, DMA_FROM_DEVICE);
}

void good_job_was_written(struct good_dev *g, struct good_job *job)
{
	dma_unmap_single(g->dev, job->at, job->len, DMA_TO_DEVICE);
}

/* The helper is called out of sight, too, and there may be other directions. */
struct good_work { dma_addr_t at; void *buf; size_t len; };

int good_work_map(struct good_dev *g, struct good_work *work, enum dma_data_direction dir)
{
	work->at = dma_map_single(g->dev, work->buf, work->len, dir);
	return dma_mapping_error(g->dev, work->at);
}

int good_work_read(struct good_dev *g, struct good_work *work)
{
	return good_work_map(g, work, DMA_FROM_DEVICE);
}

void good_work_done(struct good_dev *g, struct good_work *work)
{
	dma_unmap_single(g->dev, work->at, work->len, DMA_TO_DEVICE);
}

/* One call maps either way: one end asks, two ends are told apart by their callers. */
struct good_either { dma_addr_t at; void *buf; size_t len; bool in; };

int good_either_map(struct good_dev *g, struct good_either *e)
{
	e->at = dma_map_single(g->dev, e->buf, e->len, e->in ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, e->at))
		return -ENOMEM;
	writel(lower_32_bits(e->at), g->regs);
	return 0;
}

void good_either_done(struct good_dev *g, struct good_either *e)
{
	dma_unmap_single(g->dev, e->at, e->len, e->in ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
}

struct good_apart { dma_addr_t at; void *buf; size_t len; bool in; };

int good_apart_map(struct good_dev *g, struct good_apart *a)
{
	a->at = dma_map_single(g->dev, a->buf, a->len, a->in ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, a->at))
		return -ENOMEM;
	writel(lower_32_bits(a->at), g->regs);
	return 0;
}

void good_apart_read(struct good_dev *g, struct good_apart *a)
{
	dma_unmap_single(g->dev, a->at, a->len, DMA_FROM_DEVICE);
}

void good_apart_written(struct good_dev *g, struct good_apart *a)
{
	dma_unmap_single(g->dev, a->at, a->len, DMA_TO_DEVICE);
}

struct good_asked { dma_addr_t at; void *buf; size_t len; bool in; };

int good_asked_map(struct good_dev *g, struct good_asked *a)
{
	a->at = dma_map_single(g->dev, a->buf, a->len, a->in ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, a->at))
		return -ENOMEM;
	writel(lower_32_bits(a->at), g->regs);
	return 0;
}

void good_asked_done(struct good_dev *g, struct good_asked *a)
{
	if (a->in)
		return;
	dma_unmap_single(g->dev, a->at, a->len, DMA_TO_DEVICE);
}

/* Memory for a direction, which is kept. */
struct good_pages { void *mem; dma_addr_t at; enum dma_data_direction dir; };

int good_pages_alloc(struct good_dev *g, struct good_pages *p, bool in)
{
	p->dir = in ? DMA_FROM_DEVICE : DMA_TO_DEVICE;
	p->mem = dma_alloc_noncoherent(g->dev, 4096, &p->at, p->dir, GFP_KERNEL);
	return p->mem ? 0 : -ENOMEM;
}

void good_pages_free(struct good_dev *g, struct good_pages *p)
{
	dma_free_noncoherent(g->dev, 4096, p->mem, p->at, p->dir);
}

struct good_import {
	struct dma_buf_attachment *att;
	struct sg_table *sgt;
	struct sg_table *other;
};

int good_import_map(struct good_import *g, bool write)
{
	struct sg_table *sgt = dma_buf_map_attachment(g->att, DMA_FROM_DEVICE);

	if (IS_ERR(sgt))
		return PTR_ERR(sgt);
	g->sgt = sgt;
	g->other = dma_buf_map_attachment(g->att, write ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
	if (IS_ERR(g->other)) {
		dma_buf_unmap_attachment(g->att, g->sgt, DMA_FROM_DEVICE);
		return PTR_ERR(g->other);
	}
	return 0;
}

void good_import_unmap(struct good_import *g, bool write)
{
	dma_buf_unmap_attachment(g->att, g->other, write ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
	dma_buf_unmap_attachment(g->att, g->sgt, DMA_FROM_DEVICE);
}

/* Somebody else may have mapped the table. */
struct good_table {
	struct dma_buf_attachment *att;
	struct sg_table *sgt;
};

int good_table_map(struct good_table *g)
{
	g->sgt = dma_buf_map_attachment(g->att, DMA_FROM_DEVICE);
	return PTR_ERR_OR_ZERO(g->sgt);
}

void good_table_set(struct good_table *g, struct sg_table *sgt)
{
	g->sgt = sgt;
}

void good_table_unmap(struct good_table *g)
{
	dma_buf_unmap_attachment(g->att, g->sgt, DMA_TO_DEVICE);
}
