/* SPDX-License-Identifier: Apache-2.0 */
/* DMA216, correct: unmapped first, other records, other indices. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct good_half { void *buf; dma_addr_t dma; };
struct good_job { struct device *dev; struct good_half in, out; };

int good_map(struct good_job *j, size_t len)
{
	j->in.dma = dma_map_single(j->dev, j->in.buf, len, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(j->dev, j->in.dma))
		return -ENOMEM;
	j->out.dma = dma_map_single(j->dev, j->out.buf, len, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(j->dev, j->out.dma)) {
		dma_unmap_single(j->dev, j->in.dma, len, DMA_BIDIRECTIONAL);
		return -ENOMEM;
	}
	return 0;
}

void good_release(struct good_job *j, size_t len)
{
	dma_unmap_single(j->dev, j->in.dma, len, DMA_BIDIRECTIONAL);
	kfree(j->in.buf);
	dma_unmap_single(j->dev, j->out.dma, len, DMA_BIDIRECTIONAL);
	kfree(j->out.buf);
}
