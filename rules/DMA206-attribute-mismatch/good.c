/* SPDX-License-Identifier: Apache-2.0 */
/* DMA206, correct: the same attributes, those that may differ, and some that are not known. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/scatterlist.h>

struct good_buf { void *virt; dma_addr_t dma; unsigned long attrs; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

int good_alloc(struct good_dev *g, struct good_buf *buf)
{
	buf->virt = dma_alloc_attrs(g->dev, 4096, &buf->dma, GFP_KERNEL, DMA_ATTR_FORCE_CONTIGUOUS);
	return buf->virt ? 0 : -ENOMEM;
}

void good_free(struct good_dev *g, struct good_buf *buf)
{
	dma_free_attrs(g->dev, 4096, buf->virt, buf->dma, DMA_ATTR_FORCE_CONTIGUOUS);
}

/* The CPU sync is left out at one end. */
int good_skip(struct good_dev *g, void *p)
{
	dma_addr_t dma = dma_map_single(g->dev, p, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single_attrs(g->dev, dma, 64, DMA_TO_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
	return 0;
}

/* Kept beside the handle. */
struct good_kept { void *virt; dma_addr_t dma; unsigned long attrs; };

int good_keep(struct good_dev *g, struct good_kept *k)
{
	k->virt = dma_alloc_attrs(g->dev, 4096, &k->dma, GFP_KERNEL, k->attrs);
	return k->virt ? 0 : -ENOMEM;
}

void good_kept_free(struct good_dev *g, struct good_kept *k)
{
	dma_free_attrs(g->dev, 4096, k->virt, k->dma, k->attrs);
}

/* A list that is a member: the same ones; and one that other code may map, too. */
struct good_job { struct sg_table table, other; };

int good_prepare(struct sg_table *table);

int good_job_map(struct good_dev *g, struct good_job *j)
{
	int rc = dma_map_sgtable(g->dev, &j->table, DMA_TO_DEVICE, DMA_ATTR_PRIVILEGED);

	if (rc)
		return rc;
	rc = good_prepare(&j->other);
	if (!rc)
		rc = dma_map_sgtable(g->dev, &j->other, DMA_TO_DEVICE, DMA_ATTR_PRIVILEGED);
	if (rc)
		dma_unmap_sgtable(g->dev, &j->table, DMA_TO_DEVICE, DMA_ATTR_PRIVILEGED);
	return rc;
}

void good_job_unmap(struct good_dev *g, struct good_job *j)
{
	dma_unmap_sgtable(g->dev, &j->other, DMA_TO_DEVICE, 0);
	dma_unmap_sgtable(g->dev, &j->table, DMA_TO_DEVICE, DMA_ATTR_PRIVILEGED);
}
