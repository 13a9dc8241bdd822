/* SPDX-License-Identifier: Apache-2.0 */
/* DMA205, correct: two counts kept apart, whatever their names. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>

struct good_req { struct scatterlist *sgl; int nr_sgs; int orig_n_elem; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct dma_chan *chan;
	struct completion done;
};

int good_two(struct good_dev *g, struct scatterlist *sgl, int nents)
{
	struct scatterlist *sg;
	int i, mapped = dma_map_sg(g->dev, sgl, nents, DMA_TO_DEVICE);

	if (!mapped)
		return -ENOMEM;
	for_each_sg(sgl, sg, mapped, i)
		writel(lower_32_bits(sg_dma_address(sg)), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_sg(g->dev, sgl, nents, DMA_TO_DEVICE);
	return 0;
}

/* Saved before it is overwritten; the names lie. */
int good_saved(struct good_dev *g, struct good_req *req)
{
	req->orig_n_elem = req->nr_sgs;
	req->nr_sgs = dma_map_sg(g->dev, req->sgl, req->nr_sgs, DMA_TO_DEVICE);
	if (!req->nr_sgs) {
		req->nr_sgs = req->orig_n_elem;
		return -ENOMEM;
	}
	writel(req->nr_sgs, g->regs);
	return 0;
}

void good_saved_done(struct good_dev *g, struct good_req *req)
{
	dma_unmap_sg(g->dev, req->sgl, req->orig_n_elem, DMA_TO_DEVICE);
}

/* A local of the same kind. */
int good_saved_local(struct good_dev *g, struct scatterlist *sgl, int n)
{
	int nr = n;

	n = dma_map_sg(g->dev, sgl, nr, DMA_FROM_DEVICE);
	if (n <= 0)
		return -ENOMEM;
	writel(n, g->regs);
	wait_for_completion(&g->done);
	dma_sync_sg_for_cpu(g->dev, sgl, nr, DMA_FROM_DEVICE);
	dma_unmap_sg(g->dev, sgl, nr, DMA_FROM_DEVICE);
	return 0;
}

/* One entry in, one entry out. */
int good_one(struct good_dev *g, struct scatterlist *sgl)
{
	int mapped = dma_map_sg(g->dev, sgl, 1, DMA_TO_DEVICE);

	if (mapped != 1)
		return -ENOMEM;
	writel(lower_32_bits(sg_dma_address(sgl)), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_sg(g->dev, sgl, 1, DMA_TO_DEVICE);
	return 0;
}

/* The table keeps both. */
int good_table(struct good_dev *g, struct sg_table *sgt)
{
	struct dma_async_tx_descriptor *desc;
	struct device *dev = g->chan->device->dev;
	int ret = dma_map_sgtable(dev, sgt, DMA_TO_DEVICE, 0);

	if (ret)
		return ret;
	desc = dmaengine_prep_slave_sg(g->chan, sgt->sgl, sgt->nents, DMA_MEM_TO_DEV, DMA_CTRL_ACK);
	if (!desc) {
		ret = -EIO;
		goto unmap;
	}
	dmaengine_submit(desc);
	dma_async_issue_pending(g->chan);
	wait_for_completion(&g->done);
unmap:
	dma_unmap_sgtable(dev, sgt, DMA_TO_DEVICE, 0);
	return ret;
}

/* The classic way with a table: nents is the result, orig_nents the argument. */
int good_table_by_hand(struct good_dev *g, struct sg_table *sgt)
{
	sgt->nents = dma_map_sg(g->dev, sgt->sgl, sgt->orig_nents, DMA_TO_DEVICE);
	if (!sgt->nents)
		return -ENOMEM;
	writel(sgt->nents, g->regs);
	wait_for_completion(&g->done);
	dma_unmap_sg(g->dev, sgt->sgl, sgt->orig_nents, DMA_TO_DEVICE);
	return 0;
}

/* Counted again before the unmap: not proof of anything. */
int good_recount(struct good_dev *g, struct scatterlist *sgl, u64 len)
{
	int mapped, count = sg_nents_for_len(sgl, len);

	if (count < 0)
		return count;
	mapped = dma_map_sg(g->dev, sgl, count, DMA_FROM_DEVICE);
	if (!mapped)
		return -ENOMEM;
	writel(mapped, g->regs);
	wait_for_completion(&g->done);
	dma_unmap_sg(g->dev, sgl, sg_nents_for_len(sgl, len), DMA_FROM_DEVICE);
	return 0;
}

/* All entries or nothing: then the two counts are equal. */
int good_all(struct good_dev *g, struct scatterlist *sgl, int count)
{
	int mapped = dma_map_sg(g->dev, sgl, count, DMA_TO_DEVICE);

	if (mapped != count) {
		if (mapped)
			dma_unmap_sg(g->dev, sgl, count, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	writel(mapped, g->regs);
	wait_for_completion(&g->done);
	dma_unmap_sg(g->dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}

struct good_table { struct scatterlist *sgl; int count; int mapped; u64 *words; void __iomem *regs; };

void good_table_fill(struct good_table *t)
{
	struct scatterlist *sg;
	u32 at;
	int i, n = 0;

	for_each_sg(t->sgl, sg, t->mapped, i)
		for (at = 0; at < sg_dma_len(sg); at += 4096)
			t->words[n++] = sg_dma_address(sg) + at;
}

void good_table_pairs(struct good_table *t)
{
	struct scatterlist *sg;
	int i, n = 0;

	for_each_sg(t->sgl, sg, t->mapped, i) {
		t->words[n++] = sg_dma_address(sg);
		t->words[n++] = sg_dma_len(sg);
	}
}

/* Somebody else looks at the entry. */
void good_table_length(struct scatterlist *sg);

void good_table_passed(struct good_table *t)
{
	struct scatterlist *sg;
	int i, n = 0;

	for_each_sg(t->sgl, sg, t->mapped, i) {
		t->words[n++] = sg_dma_address(sg);
		good_table_length(sg);
	}
}

struct good_word { __le64 address; __le32 length; u32 flags; };
struct good_words { struct device *dev; struct scatterlist *sgl; int count; int mapped; struct good_word *words; };

void good_words_fill(struct good_words *w)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(w->sgl, sg, w->mapped, i) {
		w->words[i].address = cpu_to_le64(sg_dma_address(sg));
		w->words[i].length = cpu_to_le32(sg_dma_len(sg));
		/* what the CPU put there is asked about, but the device is not told of it */
		if (sg->length & 3)
			w->words[i].flags = 1;
	}
}

/* The CPU's side alone. */
void good_words_memory(struct good_words *w)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(w->sgl, sg, w->count, i) {
		w->words[i].address = cpu_to_le64((unsigned long)sg_virt(sg));
		w->words[i].length = cpu_to_le32(sg->length);
	}
}

/* Two walks, each over its own side. */
void good_words_either(struct good_words *w, bool dma)
{
	struct scatterlist *sg;
	int i;

	if (dma) {
		for_each_sg(w->sgl, sg, w->mapped, i) {
			w->words[i].address = cpu_to_le64(sg_dma_address(sg));
			w->words[i].length = cpu_to_le32(sg_dma_len(sg));
		}
	} else {
		for_each_sg(w->sgl, sg, w->count, i) {
			w->words[i].address = cpu_to_le64(sg_phys(sg));
			w->words[i].length = cpu_to_le32(sg->length);
		}
	}
}

/* The list of one entry, in no walk. */
void good_words_one(struct good_words *w)
{
	w->words[0].address = cpu_to_le64(sg_dma_address(w->sgl));
	w->words[0].length = cpu_to_le32(w->sgl->length);
}

/* The driver fills in the device's side itself: that is what it was told. */
void good_words_own(struct good_words *w, dma_addr_t base)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(w->sgl, sg, w->count, i) {
		sg_dma_address(sg) = base + sg->offset;
		sg_dma_len(sg) = sg->length;
		w->words[i].address = cpu_to_le64(sg_dma_address(sg));
		w->words[i].length = cpu_to_le32(sg->length);
	}
}

/* Who makes the list keeps there meanwhile where the entry begins. */
void good_words_restore(struct scatterlist *sgl, int count)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, count, i) {
		sg->offset += sg_dma_address(sg);
		sg_dma_address(sg) = DMA_MAPPING_ERROR;
	}
}

/* The offset within the page of one entry, the address of another list's. */
u64 good_words_two(struct scatterlist *sg, struct scatterlist *other)
{
	return sg_dma_address(sg) + other->offset;
}

/* How many bytes are left of each side. */
void good_words_count(struct good_words *w, unsigned int *put, unsigned int *seen)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(w->sgl, sg, w->mapped, i)
		*seen += sg_dma_len(sg);
	for_each_sg(w->sgl, sg, w->count, i)
		*put += sg->length + sg->offset;
}

struct good_lists { struct scatterlist *src, *dst; int from, to; };

int good_both(struct device *dev, struct good_lists *l)
{
	if (!dma_map_sg(dev, l->src, l->from, DMA_TO_DEVICE))
		return -EIO;
	if (!dma_map_sg(dev, l->dst, l->to, DMA_FROM_DEVICE)) {
		dma_unmap_sg(dev, l->src, l->from, DMA_TO_DEVICE);
		return -EIO;
	}
	return 0;
}

/* They have been found to be as long. */
int good_equal(struct device *dev, struct good_lists *l)
{
	if (l->from != l->to || !dma_map_sg(dev, l->src, l->from, DMA_TO_DEVICE))
		return -EIO;
	if (!dma_map_sg(dev, l->dst, l->to, DMA_FROM_DEVICE)) {
		dma_unmap_sg(dev, l->src, l->to, DMA_TO_DEVICE);
		return -EIO;
	}
	return 0;
}

/* One list by two names, as many entries both times. */
int good_alias(struct device *dev, struct good_lists *l, int n)
{
	if (!dma_map_sg(dev, l->src, n, DMA_TO_DEVICE))
		return -EIO;
	if (!dma_map_sg(dev, l->dst, n, DMA_FROM_DEVICE)) {
		dma_unmap_sg(dev, l->src, n, DMA_TO_DEVICE);
		return -EIO;
	}
	return 0;
}
