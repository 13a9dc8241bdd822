/* SPDX-License-Identifier: Apache-2.0 */
/* DMA222: freed in another way than allocated. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/io.h>

struct bad_private { u32 words[24]; };
struct bad_shared { u32 words[1024]; };
struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct dma_pool *small, *large;
	struct bad_shared *shared;
	dma_addr_t dma;
	unsigned int count;
	void *ring;
	dma_addr_t ring_dma;
};

/* sizeof of another record. */
int bad_probe(struct bad_dev *b)
{
	b->shared = dma_alloc_coherent(b->dev, sizeof(struct bad_shared), &b->dma, GFP_KERNEL);
	return b->shared ? 0 : -ENOMEM;
}

void bad_remove(struct bad_dev *b)
{
	dma_free_coherent(b->dev, sizeof(struct bad_private), b->shared, b->dma); // want "DMA222"
}

/* Another size of an entry. */
int bad_open(struct bad_dev *b)
{
	b->ring = dma_alloc_coherent(b->dev, b->count * 32, &b->ring_dma, GFP_KERNEL);
	return b->ring ? 0 : -ENOMEM;
}

void bad_close(struct bad_dev *b)
{
	dma_free_coherent(b->dev, b->count * 16, b->ring, b->ring_dma); // want "DMA222"
}

/* Swapped. */
int bad_swap(struct bad_dev *b)
{
	dma_addr_t dma;
	void *p = dma_alloc_coherent(b->dev, 4096, &dma, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	dma_free_coherent(b->dev, 4096, (void *)dma, (dma_addr_t)p); // want "DMA222"
	return 0;
}

/* Another pool. */
int bad_pool(struct bad_dev *b)
{
	dma_addr_t dma;
	u32 *p = dma_pool_alloc(b->small, GFP_KERNEL, &dma);

	if (!p)
		return -ENOMEM;
	*p = 1;
	writel(lower_32_bits(dma), b->regs);
	dma_pool_free(b->large, p, dma); // want "DMA222"
	return 0;
}

/* A helper is told the size of a descriptor, which a condition doubles. */
struct bad_words { u64 a, b; };
struct bad_queue { struct device *dev; void *base; dma_addr_t dma; u32 count; };

static int bad_queue_make(struct bad_queue *q, size_t each)
{
	q->base = dma_alloc_coherent(q->dev, q->count * each, &q->dma, GFP_KERNEL);
	return q->base ? 0 : -ENOMEM;
}

int bad_queue_alloc(struct bad_queue *q, bool extended)
{
	size_t each = sizeof(struct bad_words);

	if (extended)
		each *= 2;
	return bad_queue_make(q, each);
}

void bad_queue_free(struct bad_queue *q)
{
	dma_free_coherent(q->dev, q->count * sizeof(struct bad_words), q->base, q->dma); // want "DMA222"
}

/* The size of the other one. */
int bad_other_size(struct bad_dev *b, unsigned int n, unsigned int m)
{
	dma_addr_t one_dma, two_dma;
	void *one, *two;

	one = dma_alloc_coherent(b->dev, n * 16, &one_dma, GFP_KERNEL);
	if (!one)
		return -ENOMEM;
	two = dma_alloc_coherent(b->dev, m * 16, &two_dma, GFP_KERNEL);
	if (!two) {
		dma_free_coherent(b->dev, m * 16, one, one_dma); // want "DMA222"
		return -ENOMEM;
	}
	writel(lower_32_bits(one_dma), b->regs);
	writel(lower_32_bits(two_dma), b->regs + 4);
	dma_free_coherent(b->dev, m * 16, two, two_dma);
	dma_free_coherent(b->dev, n * 16, one, one_dma);
	return 0;
}

/* Two kinds of rings of one record: of those that are received in, some have larger descriptors. */
struct bad_port { struct bad_ring *tx, *rx; bool stamps; };
struct bad_ring { struct device *dev; void *base; dma_addr_t dma; u32 count; };

static int bad_ring_make(struct bad_ring *r, size_t each)
{
	r->base = dma_alloc_coherent(r->dev, r->count * each, &r->dma, GFP_KERNEL);
	return r->base ? 0 : -ENOMEM;
}

static int bad_ring_rx(struct bad_ring *r, bool extended)
{
	size_t each = sizeof(struct bad_words);

	if (extended)
		each *= 2;
	return bad_ring_make(r, each);
}

static int bad_ring_tx(struct bad_ring *r)
{
	return bad_ring_make(r, sizeof(struct bad_words));
}

static void bad_ring_free_rx(struct bad_ring *r)
{
	dma_free_coherent(r->dev, r->count * sizeof(struct bad_words), r->base, r->dma); // want "DMA222"
}

/* This one is right. */
static void bad_ring_free_tx(struct bad_ring *r)
{
	dma_free_coherent(r->dev, r->count * sizeof(struct bad_words), r->base, r->dma);
}

int bad_port_open(struct bad_port *p)
{
	int rc = bad_ring_tx(p->tx);

	if (rc)
		return rc;
	rc = bad_ring_rx(p->rx, p->stamps);
	if (rc)
		bad_ring_free_tx(p->tx);
	return rc;
}

void bad_port_stop(struct bad_port *p)
{
	bad_ring_free_rx(p->rx);
	bad_ring_free_tx(p->tx);
}

/* How many there are hangs on the chip, and the free knows one chip only. */
struct bad_chip { u32 entries; u32 entry_size; };
struct bad_nic { struct device *dev; const struct bad_chip *chip; void *sram; void *scratch; dma_addr_t scratch_dma; };

const struct bad_chip bad_chip_old = { .entries = 2048, .entry_size = 16 };
const struct bad_chip bad_chip_new = { .entries = 4096, .entry_size = 32 };

int bad_nic_open(struct bad_nic *n)
{
	int count = n->chip->entries;

	n->scratch = dma_alloc_coherent(n->dev, count * n->chip->entry_size, &n->scratch_dma, GFP_KERNEL);
	return n->scratch ? 0 : -ENOMEM;
}

void bad_nic_stop(struct bad_nic *n)
{
	dma_free_coherent(n->dev, 2048 * n->chip->entry_size, n->scratch, n->scratch_dma); // want "DMA222"
}
