/* SPDX-License-Identifier: Apache-2.0 */
/* DMA206: attributes that must match and do not. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/scatterlist.h>

struct bad_buf { void *virt; dma_addr_t dma; };
struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

/* Allocated with an attribute, freed without, through a field. */
int bad_alloc(struct bad_dev *b, struct bad_buf *buf)
{
	buf->virt = dma_alloc_attrs(b->dev, 4096, &buf->dma, GFP_KERNEL, DMA_ATTR_FORCE_CONTIGUOUS);
	return buf->virt ? 0 : -ENOMEM;
}

void bad_free(struct bad_dev *b, struct bad_buf *buf)
{
	dma_free_coherent(b->dev, 4096, buf->virt, buf->dma); // want "DMA206"
}

/* On one path. */
int bad_map(struct bad_dev *b, void *p)
{
	dma_addr_t dma = dma_map_single_attrs(b->dev, p, 64, DMA_TO_DEVICE, DMA_ATTR_PRIVILEGED);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, 64, DMA_TO_DEVICE); // want "DMA206"
	return 0;
}

/* Of a list that is a member. */
struct bad_job { struct sg_table table; };

int bad_job_map(struct bad_dev *b, struct bad_job *j)
{
	return dma_map_sgtable(b->dev, &j->table, DMA_TO_DEVICE, DMA_ATTR_PRIVILEGED);
}

void bad_job_unmap(struct bad_dev *b, struct bad_job *j)
{
	dma_unmap_sgtable(b->dev, &j->table, DMA_TO_DEVICE, 0); // want "DMA206"
}
