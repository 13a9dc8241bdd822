/* SPDX-License-Identifier: Apache-2.0 */
/* DMA105, correct: tests of the pointer, here or in the caller. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/io.h>
#include <linux/usb.h>

struct good_desc { __le32 addr, ctrl; __le64 next; };
struct good_chip {
	struct device *dev;
	void __iomem *regs;
	struct dma_pool *pool;
	struct good_desc *tx, *rx;
	dma_addr_t tx_dma, rx_dma;
	void *stats;
	dma_addr_t stats_dma;
};

int good_test(struct good_chip *c)
{
	c->tx = dma_alloc_coherent(c->dev, 4096, &c->tx_dma, GFP_KERNEL);
	if (!c->tx)
		return -ENOMEM;
	memset(c->tx, 0xff, 4096);
	writel(lower_32_bits(c->tx_dma), c->regs);
	return 0;
}

/* Two allocations, one test. */
int good_both(struct good_chip *c)
{
	c->tx = dma_alloc_coherent(c->dev, 4096, &c->tx_dma, GFP_KERNEL);
	c->rx = dma_alloc_coherent(c->dev, 4096, &c->rx_dma, GFP_KERNEL);
	if (!c->tx || !c->rx)
		goto error;
	c->tx[0].ctrl = 0;
	c->rx[0].ctrl = 0;
	return 0;
error:
	if (c->rx)
		dma_free_coherent(c->dev, 4096, c->rx, c->rx_dma);
	if (c->tx)
		dma_free_coherent(c->dev, 4096, c->tx, c->tx_dma);
	c->tx = NULL;
	c->rx = NULL;
	return -ENOMEM;
}

/* Returned: the caller tests. */
static struct good_desc *good_get(struct good_chip *c, dma_addr_t *dma)
{
	return dma_pool_zalloc(c->pool, GFP_ATOMIC, dma);
}

int good_caller(struct good_chip *c)
{
	dma_addr_t dma;
	struct good_desc *d = good_get(c, &dma);

	if (!d)
		return -ENOMEM;
	d->ctrl = cpu_to_le32(1);
	dma_pool_free(c->pool, d, dma);
	return 0;
}

/* Left in a field, with an outcome that follows from it. */
static bool good_alloc_stats(struct good_chip *c)
{
	c->stats = dmam_alloc_coherent(c->dev, 256, &c->stats_dma, GFP_KERNEL);
	return c->stats != NULL;
}

int good_stats(struct good_chip *c)
{
	if (!good_alloc_stats(c))
		return -ENOMEM;
	memset(c->stats, 0xa5, 256);
	return 0;
}

/* Optional memory: what uses it asks first. */
void good_optional(struct good_chip *c, struct usb_device *udev)
{
	dma_addr_t dma;
	u8 *buf = usb_alloc_coherent(udev, 64, GFP_KERNEL, &dma);

	if (buf) {
		buf[0] = 1;
		writel(lower_32_bits(dma), c->regs);
		usb_free_coherent(udev, 64, buf, dma);
	}
}
