/* SPDX-License-Identifier: Apache-2.0 */
/* DMA102, correct: zero as a flag, real tests, tests of other things. */
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct good_rx { void *buf; dma_addr_t dma; unsigned int len; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
	struct good_rx rx[32];
	dma_addr_t low_limit;
};

int good_test(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* Zero means "not mapped": a flag of the driver, beside the real test. */
int good_flag(struct good_dev *g, struct good_rx *rx)
{
	if (rx->dma)
		return 0;
	rx->dma = dma_map_single(g->dev, rx->buf, rx->len, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, rx->dma)) {
		rx->dma = 0;
		return -ENOMEM;
	}
	writel(lower_32_bits(rx->dma), g->regs);
	return 0;
}

void good_release(struct good_dev *g)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(g->rx); i++) {
		if (!g->rx[i].dma)
			continue;
		dma_unmap_single(g->dev, g->rx[i].dma, g->rx[i].len, DMA_FROM_DEVICE);
		g->rx[i].dma = 0;
	}
}

/* A bus address of zero is rejected for the hardware's sake, after the real test. */
int good_zero_too(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	if (!dma) {
		dma_unmap_single(g->dev, dma, len, DMA_TO_DEVICE);
		return -EINVAL;
	}
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* The low half is kept for the register; the test sees the whole. */
int good_low_half(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_TO_DEVICE);
	u32 low = lower_32_bits(dma);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(low, g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* Coherent memory is tested by its pointer. */
void *good_coherent(struct good_dev *g, dma_addr_t *dma)
{
	void *cpu = dma_alloc_coherent(g->dev, 4096, dma, GFP_KERNEL);

	if (!cpu)
		return NULL;
	writel(lower_32_bits(*dma), g->regs + 8);
	return cpu;
}
