/* SPDX-License-Identifier: Apache-2.0 */
/* DMA213: unmapped twice on one path. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct bad_slot { dma_addr_t dma; unsigned int len; };
struct bad_dev { struct device *dev; void __iomem *regs; dma_addr_t dma; size_t len; };

/* The helper cleans up on its own failure, the caller once more. */
static int bad_start(struct bad_dev *b)
{
	if (readl(b->regs)) {
		dma_unmap_single(b->dev, b->dma, b->len, DMA_TO_DEVICE);
		return -EIO;
	}
	return 0;
}

int bad_caller(struct bad_dev *b)
{
	int ret = bad_start(b);

	if (ret)
		dma_unmap_single(b->dev, b->dma, b->len, DMA_TO_DEVICE); // want "DMA213"
	return ret;
}

/* The loop ends with the element that is unmapped again. */
void bad_unwind(struct bad_dev *b, struct bad_slot *s, int i)
{
	while (i > 0) {
		i--;
		s--;
		dma_unmap_page(b->dev, s->dma, s->len, DMA_TO_DEVICE);
	}
	dma_unmap_single(b->dev, s->dma, s->len, DMA_TO_DEVICE); // want "DMA213"
}

struct bad_batch { struct device *dev; dma_addr_t dma[8]; int n; };

static void bad_put(struct bad_batch *b)
{
	int i;

	for (i = 0; i < b->n; i++)
		dma_unmap_page(b->dev, b->dma[i], PAGE_SIZE, DMA_TO_DEVICE);
}

void bad_put_twice(struct bad_batch *b)
{
	bad_put(b);
	bad_put(b); // want "DMA213"
}
