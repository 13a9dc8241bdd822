/* SPDX-License-Identifier: Apache-2.0 */
/* DMA221, correct: unwinding, helpers, managed memory, memory kept for the next start. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#define RINGS 4

struct good_ring { void *desc; dma_addr_t dma; };
struct good_priv {
	struct device *dev;
	void __iomem *regs;
	struct good_ring ring[RINGS];
	void *stats;
	dma_addr_t stats_dma;
	struct list_head blocks;
	struct dma_pool *pool;
};

/* One way out. */
int good_command(struct good_priv *p, u32 code)
{
	dma_addr_t dma;
	u32 *cmd = dma_alloc_coherent(p->dev, 256, &dma, GFP_KERNEL);
	int ret = 0;

	if (!cmd)
		return -ENOMEM;
	cmd[0] = code;
	writel(lower_32_bits(dma), p->regs);
	if (readl(p->regs + 4))
		ret = -EIO;
	dma_free_coherent(p->dev, 256, cmd, dma);
	return ret;
}

/* The rings before the failed one are undone. */
static int good_alloc_rings(struct good_priv *p)
{
	int i;

	for (i = 0; i < RINGS; i++) {
		p->ring[i].desc = dma_alloc_coherent(p->dev, 4096, &p->ring[i].dma, GFP_KERNEL);
		if (!p->ring[i].desc)
			goto undo;
	}
	return 0;
undo:
	while (i--)
		dma_free_coherent(p->dev, 4096, p->ring[i].desc, p->ring[i].dma);
	return -ENOMEM;
}

static void good_free_rings(struct good_priv *p)
{
	int i;

	for (i = 0; i < RINGS; i++)
		if (p->ring[i].desc)
			dma_free_coherent(p->dev, 4096, p->ring[i].desc, p->ring[i].dma);
}

struct good_block { struct list_head node; dma_addr_t dma; };

/* Linked where the caller finds it. */
int good_add_block(struct good_priv *p)
{
	dma_addr_t dma;
	struct good_block *b = dma_pool_alloc(p->pool, GFP_KERNEL, &dma);

	if (!b)
		return -ENOMEM;
	b->dma = dma;
	list_add_tail(&b->node, &p->blocks);
	return readl(p->regs) ? -EIO : 0;
}

/* Managed. */
int good_managed(struct good_priv *p)
{
	p->stats = dmam_alloc_coherent(p->dev, 64, &p->stats_dma, GFP_KERNEL);
	if (!p->stats)
		return -ENOMEM;
	return readl(p->regs) ? -EIO : 0;
}

/* Returned: the caller's. */
void *good_get(struct good_priv *p, dma_addr_t *dma)
{
	void *block = dma_alloc_coherent(p->dev, 512, dma, GFP_KERNEL);

	if (!block)
		return NULL;
	writel(1, p->regs);
	return block;
}

static irqreturn_t good_irq(int irq, void *data)
{
	return IRQ_HANDLED;
}

/* The callback undoes it by a helper. */
static int good_probe(struct platform_device *pdev)
{
	struct good_priv *p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL);
	int ret;

	if (!p)
		return -ENOMEM;
	p->dev = &pdev->dev;
	platform_set_drvdata(pdev, p);
	ret = good_alloc_rings(p);
	if (ret)
		return ret;
	ret = devm_request_irq(p->dev, platform_get_irq(pdev, 0), good_irq, 0, "good", p);
	if (ret)
		good_free_rings(p);
	return ret;
}

static void good_remove(struct platform_device *pdev)
{
	struct good_priv *p = platform_get_drvdata(pdev);

	if (p->stats)
		dma_free_coherent(p->dev, 64, p->stats, p->stats_dma);
	good_free_rings(p);
}

static struct platform_driver good_driver = {
	.probe = good_probe,
	.remove = good_remove,
};
module_platform_driver(good_driver);

/* Allocated by the first open(), kept until the device goes. */
static int good_open(struct net_device *ndev)
{
	struct good_priv *p = netdev_priv(ndev);
	int ret;

	if (!p->stats)
		p->stats = dma_alloc_coherent(p->dev, 64, &p->stats_dma, GFP_KERNEL);
	if (!p->stats)
		return -ENOMEM;
	ret = request_irq(5, good_irq, 0, "good", p);
	if (ret)
		return ret;
	netif_start_queue(ndev);
	return 0;
}

static int good_stop(struct net_device *ndev)
{
	free_irq(5, netdev_priv(ndev));
	return 0;
}

static const struct net_device_ops good_ops = {
	.ndo_open = good_open,
	.ndo_stop = good_stop,
};

/* Freed before the place gets something else, or kept in another one; each round has its own. */
struct good_table { void *mem, *next; dma_addr_t dma, next_dma; };

int good_table_alloc(struct good_priv *p, struct good_table *t)
{
	t->mem = dma_alloc_coherent(p->dev, 4096, &t->dma, GFP_KERNEL);
	if (!t->mem)
		return -ENOMEM;
	dma_free_coherent(p->dev, 4096, t->mem, t->dma);
	t->mem = dma_alloc_coherent(p->dev, 8192, &t->dma, GFP_KERNEL);
	return t->mem ? 0 : -ENOMEM;
}

int good_table_moved(struct good_priv *p, struct good_table *t)
{
	t->mem = dma_alloc_coherent(p->dev, 8192, &t->dma, GFP_KERNEL);
	if (!t->mem)
		return -ENOMEM;
	t->next = t->mem;
	t->next_dma = t->dma;
	t->mem = NULL;
	return 0;
}

int good_tables(struct good_priv *p, struct good_table *t, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		t[i].mem = dma_alloc_coherent(p->dev, 8192, &t[i].dma, GFP_KERNEL);
		if (!t[i].mem)
			return i;
	}
	return n;
}

void good_table_free(struct good_priv *p, struct good_table *t)
{
	if (t->mem)
		dma_free_coherent(p->dev, 8192, t->mem, t->dma);
	if (t->next)
		dma_free_coherent(p->dev, 8192, t->next, t->next_dma);
}

/* All of them are freed. */
struct good_blocks { struct device *dev; void *mem[8]; dma_addr_t dma[8]; };

int good_blocks_alloc(struct good_blocks *g)
{
	int i;

	for (i = 0; i < 8; i++) {
		g->mem[i] = dma_alloc_coherent(g->dev, 4096, &g->dma[i], GFP_KERNEL);
		if (!g->mem[i])
			goto undo;
	}
	return 0;
undo:
	while (--i >= 0)
		dma_free_coherent(g->dev, 4096, g->mem[i], g->dma[i]);
	return -ENOMEM;
}

/* A helper undoes what an array of records has; the one in work is among them. */
struct good_slot { struct dma_pool *pool; void *mem; dma_addr_t dma; };
struct good_slots { struct device *dev; struct good_slot slot[RINGS]; };

static void good_slots_exit(struct good_slots *s)
{
	int i;

	for (i = 0; i < RINGS; i++) {
		struct good_slot *l = &s->slot[i];

		if (!l->pool)
			continue;
		if (l->mem)
			dma_pool_free(l->pool, l->mem, l->dma);
		dma_pool_destroy(l->pool);
		l->pool = NULL;
	}
}

int good_slots_init(struct good_slots *s)
{
	size_t size = 4096;
	int i;

	for (i = 0; i < RINGS; i++) {
		struct good_slot *l = &s->slot[i];

		l->pool = dma_pool_create("good", s->dev, size, 16, 0);
		if (!l->pool)
			goto undo;
		l->mem = dma_pool_alloc(l->pool, GFP_KERNEL, &l->dma);
		if (!l->mem)
			goto undo;
		size *= 2;
	}
	return 0;
undo:
	good_slots_exit(s);
	return -ENOMEM;
}

void good_slots_remove(struct good_slots *s)
{
	good_slots_exit(s);
}

/* What is freed depends on its size, which the helper knows. */
struct good_area { struct device *dev; struct dma_pool *pool; size_t len; void *mem; dma_addr_t dma; };
int good_area_run(struct good_area *src, struct good_area *dst);

static void good_area_exit(struct good_area *a)
{
	if (a->len <= 256) {
		if (a->mem)
			dma_pool_free(a->pool, a->mem, a->dma);
	} else if (a->mem) {
		dma_free_coherent(a->dev, a->len, a->mem, a->dma);
	}
	a->mem = NULL;
}

static int good_area_init(struct good_area *a, struct good_priv *p, size_t len)
{
	memset(a, 0, sizeof(*a));
	if (!len)
		return 0;
	a->dev = p->dev;
	a->len = len;
	if (len <= 256) {
		a->pool = p->pool;
		a->mem = dma_pool_zalloc(a->pool, GFP_KERNEL, &a->dma);
	} else {
		a->mem = dma_alloc_coherent(a->dev, len, &a->dma, GFP_KERNEL);
	}
	return a->mem ? 0 : -ENOMEM;
}

int good_area_copy(struct good_priv *p, size_t len, bool in_place)
{
	struct good_area src, dst;
	int rc = good_area_init(&src, p, len);

	if (rc)
		return rc;
	if (in_place) {
		dst = src;
	} else {
		rc = good_area_init(&dst, p, len);
		if (rc)
			goto undo_src;
	}
	rc = good_area_run(&src, &dst);
	if (!in_place)
		good_area_exit(&dst);
undo_src:
	good_area_exit(&src);
	return rc;
}

/* The same where each exit calls it. */
int good_slots_again(struct good_slots *s)
{
	int i;

	for (i = 0; i < RINGS; i++) {
		struct good_slot *l = &s->slot[i];

		l->pool = dma_pool_create("good", s->dev, 64, 16, 0);
		if (!l->pool) {
			good_slots_exit(s);
			return -ENOMEM;
		}
		l->mem = dma_pool_alloc(l->pool, GFP_KERNEL, &l->dma);
		if (!l->mem) {
			good_slots_exit(s);
			return -EIO;
		}
	}
	return 0;
}
