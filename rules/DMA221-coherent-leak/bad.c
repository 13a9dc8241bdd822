/* SPDX-License-Identifier: Apache-2.0 */
/* DMA221: failing paths that leave coherent or pool memory behind. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

struct bad_priv {
	struct device *dev;
	void __iomem *regs;
	void *ring;
	dma_addr_t ring_dma;
	void *status;
	dma_addr_t status_dma;
};

/* Nobody else knows the command buffer. */
int bad_command(struct bad_priv *p, u32 code)
{
	dma_addr_t dma;
	u32 *cmd = dma_alloc_coherent(p->dev, 256, &dma, GFP_KERNEL);

	if (!cmd)
		return -ENOMEM;
	cmd[0] = code;
	writel(lower_32_bits(dma), p->regs);
	if (readl(p->regs + 4))
		return -EIO; // want "DMA221: on line 32 frees it"
	dma_free_coherent(p->dev, 256, cmd, dma);
	return 0;
}

struct bad_desc { struct bad_desc *next; u32 *hw; dma_addr_t dma; };

/* The record that keeps the block is freed, the block is not. */
struct bad_desc *bad_get(struct bad_priv *p, struct dma_pool *pool)
{
	struct bad_desc *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return NULL;
	d->hw = dma_pool_alloc(pool, GFP_KERNEL, &d->dma);
	if (!d->hw || readl(p->regs)) {
		kfree(d);
		return NULL; // want "DMA221: was freed on line"
	}
	return d;
}

/* The second exit forgets what the third undoes. */
int bad_two_rings(struct bad_priv *p)
{
	dma_addr_t a, b;
	void *first, *second;
	int ret = 0;

	first = dma_alloc_coherent(p->dev, 4096, &a, GFP_KERNEL);
	if (!first)
		return -ENOMEM;
	second = dma_alloc_coherent(p->dev, 4096, &b, GFP_KERNEL);
	if (!second)
		return -ENOMEM; // want "DMA221: on line 71 frees it"
	writel(lower_32_bits(a), p->regs);
	writel(lower_32_bits(b), p->regs + 4);
	if (readl(p->regs + 8))
		ret = -EIO;
	dma_free_coherent(p->dev, 4096, second, b);
	dma_free_coherent(p->dev, 4096, first, a);
	return ret;
}

/* The caller hands the failure on, and probe() does not undo it. */
static int bad_alloc_status(struct bad_priv *p)
{
	p->status = dma_alloc_coherent(p->dev, 64, &p->status_dma, GFP_KERNEL); // want "DMA221: when 'bad_probe' fails"
	return p->status ? 0 : -ENOMEM;
}

static irqreturn_t bad_irq(int irq, void *data)
{
	return IRQ_HANDLED;
}

static int bad_probe(struct platform_device *pdev)
{
	struct bad_priv *p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL);
	int ret;

	if (!p)
		return -ENOMEM;
	p->dev = &pdev->dev;
	platform_set_drvdata(pdev, p);
	ret = bad_alloc_status(p);
	if (ret)
		return ret;
	return devm_request_irq(p->dev, platform_get_irq(pdev, 0), bad_irq, 0, "bad", p);
}

static void bad_remove(struct platform_device *pdev)
{
	struct bad_priv *p = platform_get_drvdata(pdev);

	dma_free_coherent(p->dev, 64, p->status, p->status_dma);
}

static struct platform_driver bad_driver = {
	.probe = bad_probe,
	.remove = bad_remove,
};
module_platform_driver(bad_driver);

/* stop() is not called when open() fails. */
static int bad_open(struct net_device *ndev)
{
	struct bad_priv *p = netdev_priv(ndev);
	int ret;

	p->ring = dma_alloc_coherent(p->dev, 4096, &p->ring_dma, GFP_KERNEL); // want "DMA221: when 'bad_open' fails"
	if (!p->ring)
		return -ENOMEM;
	ret = request_irq(5, bad_irq, 0, "bad", p);
	if (ret)
		return ret;
	netif_start_queue(ndev);
	return 0;
}

static int bad_stop(struct net_device *ndev)
{
	struct bad_priv *p = netdev_priv(ndev);

	free_irq(5, p);
	dma_free_coherent(p->dev, 4096, p->ring, p->ring_dma);
	return 0;
}

static const struct net_device_ops bad_ops = {
	.ndo_open = bad_open,
	.ndo_stop = bad_stop,
};

/* The second address takes the place of the first one. */
struct bad_table { void *mem; dma_addr_t dma; };

int bad_table_alloc(struct bad_priv *p, struct bad_table *t)
{
	t->mem = dma_alloc_coherent(p->dev, 4096, &t->dma, GFP_KERNEL);
	if (!t->mem)
		return -ENOMEM;
	t->mem = dma_alloc_coherent(p->dev, 8192, &t->dma, GFP_KERNEL); // want "DMA221: only place"
	return t->mem ? 0 : -ENOMEM;
}

/* Forgotten when a later step fails. */
int bad_table_reset(struct bad_priv *p, struct bad_table *t)
{
	t->mem = dma_alloc_coherent(p->dev, 8192, &t->dma, GFP_KERNEL);
	if (!t->mem)
		return -ENOMEM;
	if (readl(p->regs)) {
		t->mem = NULL; // want "DMA221: only place"
		return -EIO;
	}
	return 0;
}

void bad_table_free(struct bad_priv *p, struct bad_table *t)
{
	if (t->mem)
		dma_free_coherent(p->dev, 8192, t->mem, t->dma);
}

/* Element 0 is left out. */
struct bad_blocks { struct device *dev; void *mem[8]; dma_addr_t dma[8]; };

int bad_blocks_alloc(struct bad_blocks *b)
{
	int i;

	for (i = 0; i < 8; i++) {
		b->mem[i] = dma_alloc_coherent(b->dev, 4096, &b->dma[i], GFP_KERNEL);
		if (!b->mem[i])
			goto undo;
	}
	return 0;
undo:
	while (--i > 0)
		dma_free_coherent(b->dev, 4096, b->mem[i], b->dma[i]); // want "DMA221: never comes to element 0"
	return -ENOMEM;
}
