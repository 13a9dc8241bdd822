/* SPDX-License-Identifier: Apache-2.0 */
/* DMA222, correct: one size, spelt, kept or chosen twice. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/io.h>

struct good_shared { u32 words[1024]; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct dma_pool *small, *large;
	struct good_shared *shared;
	dma_addr_t dma;
	unsigned int count;
	size_t size;
	bool extended;
	void *ring;
	dma_addr_t ring_dma;
};

/* The type and the variable have one size. */
int good_probe(struct good_dev *g)
{
	g->shared = dma_alloc_coherent(g->dev, sizeof(*g->shared), &g->dma, GFP_KERNEL);
	return g->shared ? 0 : -ENOMEM;
}

void good_remove(struct good_dev *g)
{
	dma_free_coherent(g->dev, sizeof(struct good_shared), g->shared, g->dma);
}

/* One of two sizes, by one condition. */
int good_open(struct good_dev *g)
{
	if (g->extended)
		g->ring = dma_alloc_coherent(g->dev, g->count * 32, &g->ring_dma, GFP_KERNEL);
	else
		g->ring = dma_alloc_coherent(g->dev, g->count * 16, &g->ring_dma, GFP_KERNEL);
	return g->ring ? 0 : -ENOMEM;
}

void good_close(struct good_dev *g)
{
	if (g->extended)
		dma_free_coherent(g->dev, g->count * 32, g->ring, g->ring_dma);
	else
		dma_free_coherent(g->dev, g->count * 16, g->ring, g->ring_dma);
}

/* Kept in a field. */
int good_keep(struct good_dev *g)
{
	dma_addr_t dma;
	void *p;

	g->size = 4096;
	p = dma_alloc_coherent(g->dev, 4096, &dma, GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	dma_free_coherent(g->dev, g->size, p, dma);
	return 0;
}

/* Two blocks of two pools. */
int good_pools(struct good_dev *g)
{
	dma_addr_t a, b;
	u32 *p = dma_pool_alloc(g->small, GFP_KERNEL, &a), *q;

	if (!p)
		return -ENOMEM;
	q = dma_pool_alloc(g->large, GFP_KERNEL, &b);
	if (q) {
		writel(lower_32_bits(a), g->regs);
		writel(lower_32_bits(b), g->regs);
		dma_pool_free(g->large, q, b);
	}
	dma_pool_free(g->small, p, a);
	return 0;
}

/* One of two pools, by one condition that two helpers share. */
static u32 *good_take(struct good_dev *g, unsigned int entries, dma_addr_t *dma)
{
	if (entries * 16 <= 256)
		return dma_pool_alloc(g->small, GFP_KERNEL, dma);
	return dma_pool_alloc(g->large, GFP_KERNEL, dma);
}

static void good_put(struct good_dev *g, unsigned int entries, u32 *p, dma_addr_t dma)
{
	if (entries * 16 <= 256)
		dma_pool_free(g->small, p, dma);
	else
		dma_pool_free(g->large, p, dma);
}

int good_choose(struct good_dev *g, unsigned int entries)
{
	dma_addr_t dma;
	u32 *p = good_take(g, entries, &dma);

	if (!p)
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	good_put(g, entries, p, dma);
	return 0;
}

/* A helper is told the size; so is who frees. */
struct good_words { u64 a, b; };
struct good_queue { struct device *dev; void *base; dma_addr_t dma; u32 count; bool extended; };

static int good_queue_make(struct good_queue *q, size_t each)
{
	q->base = dma_alloc_coherent(q->dev, q->count * each, &q->dma, GFP_KERNEL);
	return q->base ? 0 : -ENOMEM;
}

int good_queue_alloc(struct good_queue *q, bool extended)
{
	q->extended = extended;
	return good_queue_make(q, extended ? 2 * sizeof(struct good_words) : sizeof(struct good_words));
}

void good_queue_free(struct good_queue *q)
{
	size_t each = sizeof(struct good_words);

	if (q->extended)
		each *= 2;
	dma_free_coherent(q->dev, q->count * each, q->base, q->dma);
}

/* One of the callers is out of sight of what it gives. */
struct good_area { struct device *dev; void *base; dma_addr_t dma; u32 count; size_t each; };

static int good_area_make(struct good_area *a, size_t each)
{
	a->base = dma_alloc_coherent(a->dev, a->count * each, &a->dma, GFP_KERNEL);
	return a->base ? 0 : -ENOMEM;
}

int good_area_small(struct good_area *a)
{
	return good_area_make(a, 8);
}

int good_area_any(struct good_area *a)
{
	return good_area_make(a, a->each);
}

void good_area_free(struct good_area *a)
{
	dma_free_coherent(a->dev, a->count * a->each, a->base, a->dma);
}

/* The chip's data says it both times. */
struct good_chip { u32 entries; u32 entry_size; u32 probed; };
struct good_nic { struct device *dev; const struct good_chip *chip; void *scratch, *table, *list;
		  dma_addr_t scratch_dma, table_dma, list_dma; };

const struct good_chip good_chip_old = { .entries = 2048, .entry_size = 16 };
const struct good_chip good_chip_new = { .entries = 4096, .entry_size = 32 };

int good_nic_open(struct good_nic *n)
{
	n->scratch = dma_alloc_coherent(n->dev, n->chip->entries * n->chip->entry_size, &n->scratch_dma, GFP_KERNEL);
	return n->scratch ? 0 : -ENOMEM;
}

void good_nic_stop(struct good_nic *n)
{
	dma_free_coherent(n->dev, n->chip->entries * n->chip->entry_size, n->scratch, n->scratch_dma);
}

/* The driver sets the field, and may have set it to that number. */
void good_nic_probed(struct good_chip *chip, u32 probed)
{
	chip->probed = probed;
}

int good_nic_probed_open(struct good_nic *n)
{
	n->table = dma_alloc_coherent(n->dev, n->chip->probed * n->chip->entry_size, &n->table_dma, GFP_KERNEL);
	return n->table ? 0 : -ENOMEM;
}

void good_nic_probed_stop(struct good_nic *n)
{
	dma_free_coherent(n->dev, 2048 * n->chip->entry_size, n->table, n->table_dma);
}

/* There is one kind of chip. */
struct good_sole { u32 entries; u32 entry_size; };
struct good_sole_nic { struct device *dev; const struct good_sole *chip; void *list; dma_addr_t list_dma; };

const struct good_sole good_sole_chip = { .entries = 2048, .entry_size = 16 };

int good_sole_open(struct good_sole_nic *n)
{
	n->list = dma_alloc_coherent(n->dev, n->chip->entries * n->chip->entry_size, &n->list_dma, GFP_KERNEL);
	return n->list ? 0 : -ENOMEM;
}

void good_sole_stop(struct good_sole_nic *n)
{
	dma_free_coherent(n->dev, 2048 * n->chip->entry_size, n->list, n->list_dma);
}
