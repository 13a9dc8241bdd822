/* SPDX-License-Identifier: Apache-2.0 */
/* DMA202, correct: partners, flags that say which kind it is, managed memory. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/io.h>
#include <net/page_pool.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct good_slot { dma_addr_t dma; unsigned int len; bool page; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct dma_pool *pool;
	struct completion done;
	void *desc;
	dma_addr_t desc_dma;
};

/* The slot says how it was mapped. */
int good_map(struct good_dev *g, struct good_slot *s, struct sk_buff *skb, int frag)
{
	if (frag < 0) {
		s->len = skb_headlen(skb);
		s->page = false;
		s->dma = dma_map_single(g->dev, skb->data, s->len, DMA_TO_DEVICE);
	} else {
		skb_frag_t *f = &skb_shinfo(skb)->frags[frag];

		s->len = skb_frag_size(f);
		s->page = true;
		s->dma = skb_frag_dma_map(g->dev, f, 0, s->len, DMA_TO_DEVICE);
	}
	if (dma_mapping_error(g->dev, s->dma)) {
		s->dma = 0;
		return -ENOMEM;
	}
	writel(lower_32_bits(s->dma), g->regs);
	return 0;
}

void good_unmap(struct good_dev *g, struct good_slot *s)
{
	if (s->page)
		dma_unmap_page(g->dev, s->dma, s->len, DMA_TO_DEVICE);
	else
		dma_unmap_single(g->dev, s->dma, s->len, DMA_TO_DEVICE);
	s->dma = 0;
}

/* The attrs variants belong to the same family. */
int good_attrs(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma =
		dma_map_single_attrs(g->dev, buf, len, DMA_TO_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	dma_sync_single_for_device(g->dev, dma, len, DMA_TO_DEVICE);
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single_attrs(g->dev, dma, len, DMA_TO_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
	return 0;
}

int good_pool_block(struct good_dev *g)
{
	dma_addr_t dma;
	__le32 *cmd = dma_pool_alloc(g->pool, GFP_KERNEL, &dma);

	if (!cmd)
		return -ENOMEM;
	cmd[0] = cpu_to_le32(1);
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_pool_free(g->pool, cmd, dma);
	return 0;
}

/* Managed memory may be given back early by its own function. */
int good_managed(struct good_dev *g)
{
	g->desc = dmam_alloc_coherent(g->dev, 4096, &g->desc_dma, GFP_KERNEL);
	if (!g->desc)
		return -ENOMEM;
	writel(lower_32_bits(g->desc_dma), g->regs);
	return 0;
}

void good_managed_free(struct good_dev *g)
{
	dmam_free_coherent(g->dev, 4096, g->desc, g->desc_dma);
}

int good_table(struct good_dev *g, struct sg_table *sgt)
{
	int ret = dma_map_sgtable(g->dev, sgt, DMA_FROM_DEVICE, 0);

	if (ret)
		return ret;
	writel(lower_32_bits(sg_dma_address(sgt->sgl)), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_sgtable(g->dev, sgt, DMA_FROM_DEVICE, 0);
	return 0;
}

/* A bounce buffer from either source, with its own way back. */
int good_two_sources(struct good_dev *g, size_t len)
{
	bool coherent = len > PAGE_SIZE;
	dma_addr_t dma;
	void *cpu;

	if (coherent) {
		cpu = dma_alloc_coherent(g->dev, len, &dma, GFP_KERNEL);
		if (!cpu)
			return -ENOMEM;
	} else {
		cpu = dma_pool_alloc(g->pool, GFP_KERNEL, &dma);
		if (!cpu)
			return -ENOMEM;
	}
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	if (coherent)
		dma_free_coherent(g->dev, len, cpu, dma);
	else
		dma_pool_free(g->pool, cpu, dma);
	return 0;
}

/* A page that is sent back: the pool has mapped it, what the stack sends the driver has. */
struct good_tx { struct page *page; dma_addr_t at; bool is_pooled; };

int good_send_back(struct good_dev *g, struct good_tx *tx, struct page *page)
{
	tx->page = page;
	tx->at = page_pool_get_dma_addr(page);
	tx->is_pooled = true;
	dma_sync_single_for_device(g->dev, tx->at, PAGE_SIZE, DMA_BIDIRECTIONAL);
	writel(lower_32_bits(tx->at), g->regs);
	return 0;
}

int good_send(struct good_dev *g, struct good_tx *tx, struct page *page)
{
	tx->page = page;
	tx->is_pooled = false;
	tx->at = dma_map_page(g->dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, tx->at))
		return -ENOMEM;
	writel(lower_32_bits(tx->at), g->regs);
	return 0;
}

void good_sent(struct good_dev *g, struct page_pool *pool, struct good_tx *tx)
{
	if (tx->is_pooled) {
		page_pool_put_full_page(pool, tx->page, true);
		return;
	}
	dma_unmap_page(g->dev, tx->at, PAGE_SIZE, DMA_TO_DEVICE);
}

/* One field for memory of two kinds: something else says which it is. */
struct good_log { u32 *words, *copy; dma_addr_t at; bool coherent; };

int good_log_init(struct good_dev *g, struct good_log *log)
{
	log->words = log->coherent ? dma_alloc_coherent(g->dev, 4096, &log->at, GFP_KERNEL) :
				     kzalloc(4096, GFP_KERNEL);
	return log->words ? 0 : -ENOMEM;
}

void good_log_free(struct good_log *log)
{
	kfree(log->words);
}

/* A copy of what lies in coherent memory. */
int good_log_save(struct good_dev *g, struct good_log *log)
{
	log->copy = kmemdup(g->desc, 4096, GFP_KERNEL);
	return log->copy ? 0 : -ENOMEM;
}

void good_log_drop(struct good_log *log)
{
	kfree(log->copy);
}

/* Left to the device core on every path. */
int good_left(struct good_dev *g, struct completion *done)
{
	dma_addr_t at;
	u32 *word = dmam_alloc_coherent(g->dev, 64, &at, GFP_KERNEL);

	if (!word)
		return -ENOMEM;
	writel(lower_32_bits(at), g->regs);
	return wait_for_completion_interruptible(done);
}

/* One field for memory of either kind: which one it is, the flag says. */
struct good_either { u32 *ring; dma_addr_t at; bool managed; };

int good_either_init(struct good_dev *g, struct good_either *e)
{
	if (e->managed)
		e->ring = dmam_alloc_coherent(g->dev, 4096, &e->at, GFP_KERNEL);
	else
		e->ring = dma_alloc_coherent(g->dev, 4096, &e->at, GFP_KERNEL);
	if (!e->ring)
		return -ENOMEM;
	return 0;
}

void good_either_exit(struct good_dev *g, struct good_either *e)
{
	if (!e->managed)
		dma_free_coherent(g->dev, 4096, e->ring, e->at);
}

/* Not managed, beside what is. */
struct good_two { u32 *a, *b; dma_addr_t a_at, b_at; };

int good_two_init(struct good_dev *g, struct good_two *t)
{
	t->a = dmam_alloc_coherent(g->dev, 4096, &t->a_at, GFP_KERNEL);
	if (!t->a)
		return -ENOMEM;
	t->b = dma_alloc_coherent(g->dev, 4096, &t->b_at, GFP_KERNEL);
	return t->b ? 0 : -ENOMEM;
}

void good_two_exit(struct good_dev *g, struct good_two *t)
{
	dma_free_coherent(g->dev, 4096, t->b, t->b_at);
}

/* Each pool by its own function. */
struct good_pools { struct dma_pool *core, *own; };

int good_pools_init(struct good_dev *g, struct good_pools *p)
{
	p->core = dmam_pool_create("core", g->dev, 64, 64, 0);
	if (!p->core)
		return -ENOMEM;
	p->own = dma_pool_create("own", g->dev, 64, 64, 0);
	return p->own ? 0 : -ENOMEM;
}

void good_pools_exit(struct good_pools *p)
{
	dma_pool_destroy(p->own);
	dmam_pool_destroy(p->core);
}

/* Given back early, by the function that tells the device core. */
int good_early(struct good_dev *g, struct completion *done)
{
	dma_addr_t at;
	u32 *word = dmam_alloc_coherent(g->dev, 64, &at, GFP_KERNEL);

	if (!word)
		return -ENOMEM;
	writel(lower_32_bits(at), g->regs);
	wait_for_completion(done);
	dmam_free_coherent(g->dev, 64, word, at);
	return 0;
}
