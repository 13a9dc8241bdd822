/* SPDX-License-Identifier: Apache-2.0 */
/* Source for the golden SARIF log: characters outside of ASCII make byte and UTF-16 columns differ. */
static int demo_fill(struct demo *d, void *buf, size_t len)
{
	dma_addr_t dma;

	dma = dma_map_single(d->dev, buf, len, DMA_TO_DEVICE);
	/* 3 µs 😀 */ writel(dma, d->regs + DEMO_ADDR);
	return 0;
}

static void demo_drain(struct demo *d)
{
	dma_unmap_single(d->dev, d->dma,
			 d->len, DMA_FROM_DEVICE);
}
