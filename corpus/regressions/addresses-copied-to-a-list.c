/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The addresses of a mapped list are copied into the list of a request, whose completion unmaps that one.
 * dmalint saw the first list freed and called its mapping lost. Seen in an out-of-tree driver of a video
 * transcoder.
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

struct job {
	struct device *dev;
	struct scatterlist *list;
	int count;
	struct completion done;
};

void job_queue(struct job *job);

void job_done(struct job *job);
void job_done(struct job *job)
{
	dma_unmap_sg(job->dev, job->list, job->count, DMA_TO_DEVICE);
	complete(&job->done);
}

static int job_take(struct job *job, struct scatterlist *from, int count)
{
	struct scatterlist *to;
	int i;

	job->list = kcalloc(count, sizeof(*job->list), GFP_KERNEL);
	if (!job->list)
		return -ENOMEM;
	job->count = count;
	to = job->list;
	for (i = 0; i < count; i++) {
		sg_dma_address(to) = sg_dma_address(from);
		sg_dma_len(to) = sg_dma_len(from);
		to = sg_next(to);
		from = sg_next(from);
	}
	return 0;
}

int job_run(struct job *job, int count);
int job_run(struct job *job, int count)
{
	struct sg_table *table = kzalloc(sizeof(*table), GFP_KERNEL);

	if (!table)
		return -ENOMEM;
	if (sg_alloc_table(table, count, GFP_KERNEL)) {
		kfree(table);
		return -ENOMEM;
	}
	if (!dma_map_sg(job->dev, table->sgl, count, DMA_TO_DEVICE)) {
		sg_free_table(table);
		kfree(table);
		return -EIO;
	}
	job_take(job, table->sgl, count);
	job_queue(job);
	wait_for_completion(&job->done);
	sg_free_table(table);
	kfree(table);
	return 0;
}

static u64 job_bytes(struct scatterlist *from, int count)
{
	u64 bytes = 0;

	while (count--) {
		bytes += sg_dma_len(from);
		from = sg_next(from);
	}
	return bytes;
}

/* The twin: only the lengths are looked at. */
int job_forgets(struct job *job, int count);
int job_forgets(struct job *job, int count)
{
	struct sg_table *table = kzalloc(sizeof(*table), GFP_KERNEL);

	if (!table)
		return -ENOMEM;
	if (sg_alloc_table(table, count, GFP_KERNEL)) {
		kfree(table);
		return -ENOMEM;
	}
	if (!dma_map_sg(job->dev, table->sgl, count, DMA_TO_DEVICE)) {
		sg_free_table(table);
		kfree(table);
		return -EIO;
	}
	job->count = job_bytes(table->sgl, count);
	kfree(table);
	return 0;	// want "DMA211"
}
