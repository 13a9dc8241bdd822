/* SPDX-License-Identifier: Apache-2.0 */
/* DMA205: the count that was returned where the one that was passed is wanted, and the reverse. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>

struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct dma_chan *chan;
	struct completion done;
};

/* Overwritten by the result. */
int bad_overwrite(struct bad_dev *b, struct scatterlist *sgl, int nents)
{
	nents = dma_map_sg(b->dev, sgl, nents, DMA_TO_DEVICE);
	if (!nents)
		return -ENOMEM;
	writel(lower_32_bits(sg_dma_address(sgl)), b->regs);
	writel(nents, b->regs + 4);
	wait_for_completion(&b->done);
	dma_unmap_sg(b->dev, sgl, nents, DMA_TO_DEVICE); // want "DMA205"
	return 0;
}

int bad_sync(struct bad_dev *b, struct scatterlist *sgl, int count)
{
	int mapped = dma_map_sg(b->dev, sgl, count, DMA_FROM_DEVICE);

	if (!mapped)
		return -ENOMEM;
	writel(lower_32_bits(sg_dma_address(sgl)), b->regs);
	wait_for_completion(&b->done);
	dma_sync_sg_for_cpu(b->dev, sgl, mapped, DMA_FROM_DEVICE); // want "DMA205"
	dma_unmap_sg(b->dev, sgl, count, DMA_FROM_DEVICE);
	return 0;
}

/* Through a field that nothing but the result is stored in. */
struct bad_req { struct scatterlist *sgl; int count; int mapped; };

int bad_start(struct bad_dev *b, struct bad_req *req)
{
	req->mapped = dma_map_sg(b->dev, req->sgl, req->count, DMA_TO_DEVICE);
	if (!req->mapped)
		return -ENOMEM;
	writel(lower_32_bits(sg_dma_address(req->sgl)), b->regs);
	writel(req->mapped, b->regs + 4);
	return 0;
}

void bad_finish(struct bad_dev *b, struct bad_req *req)
{
	dma_unmap_sg(b->dev, req->sgl, req->mapped, DMA_TO_DEVICE); // want "DMA205: mapped"
}

/* The engine gets the number that was passed while the returned one is at hand. */
int bad_prep(struct bad_dev *b, struct scatterlist *sgl, int count)
{
	struct device *dev = b->chan->device->dev;
	struct dma_async_tx_descriptor *desc;
	int mapped = dma_map_sg(dev, sgl, count, DMA_TO_DEVICE);

	if (!mapped)
		return -ENOMEM;
	desc = dmaengine_prep_slave_sg(b->chan, sgl, count, DMA_MEM_TO_DEV, DMA_CTRL_ACK); // want "DMA205"
	if (!desc) {
		dma_unmap_sg(dev, sgl, count, DMA_TO_DEVICE);
		return -EIO;
	}
	dmaengine_submit(desc);
	dma_async_issue_pending(b->chan);
	wait_for_completion(&b->done);
	dma_unmap_sg(dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}

/* One address an entry, whatever its length. */
struct bad_table { struct scatterlist *sgl; int count; int mapped; u64 *words; };

int bad_table_map(struct bad_dev *b, struct bad_table *t)
{
	t->mapped = dma_map_sg(b->dev, t->sgl, t->count, DMA_TO_DEVICE);
	return t->mapped ? 0 : -ENOMEM;
}

void bad_table_fill(struct bad_table *t)
{
	struct scatterlist *sg;
	int i, n = 0;

	for_each_sg(t->sgl, sg, t->mapped, i)
		t->words[n++] = sg_dma_address(sg); // want "DMA205: address of each entry"
}

/* Where in its page the memory begins that was put into the entry is nothing that the device's segment has. */
void bad_table_pages(struct bad_table *t)
{
	struct scatterlist *sg;
	int i, n = 0;

	for_each_sg(t->sgl, sg, t->mapped, i) {
		dma_addr_t page = sg_dma_address(sg) - sg->offset; // want "DMA205: 'offset'"

		t->words[n++] = page;
		t->words[n++] = sg_dma_len(sg);
	}
}

u64 bad_table_size(struct bad_table *t)
{
	struct scatterlist *sg;
	u64 size = 0;
	int i;

	for_each_sg(t->sgl, sg, t->mapped, i) {
		unsigned int off = sg->offset; // want "DMA205: 'offset'"

		size += off + sg_dma_len(sg);
	}
	return size;
}

/* The address of the device's segment, and the length of what was put into the entry. */
struct bad_word { __le64 address; __le32 length; u32 flags; };
struct bad_words { struct scatterlist *sgl; int count; int mapped; struct bad_word *words; int next; };

void bad_words_fill(struct bad_words *w)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(w->sgl, sg, w->mapped, i) {
		w->words[i].address = cpu_to_le64(sg_dma_address(sg));
		w->words[i].length = cpu_to_le32(sg->length); // want "DMA205: 'length'"
	}
}

void bad_words_rest(struct bad_words *w, unsigned int rest)
{
	int i;

	for (i = 0; i < w->count; i++) {
		struct bad_word *word = &w->words[i];
		u32 len = min(rest, w->sgl[i].length); // want "DMA205: 'length'"

		word->length = cpu_to_le32(len);
		word->address = cpu_to_le64(sg_dma_address(&w->sgl[i]));
		rest -= len;
	}
}

/* One entry a call. */
void bad_words_next(struct bad_words *w)
{
	w->words[w->next].address = cpu_to_le64(w->sgl[w->next].dma_address);
	w->words[w->next].length = cpu_to_le32(w->sgl[w->next].length); // want "DMA205: 'length'"
	w->next++;
}

/* Two lists, and the count of the second for the first. */
struct bad_lists { struct scatterlist *src, *dst; int from, to; };

int bad_both(struct device *dev, struct bad_lists *l)
{
	if (!dma_map_sg(dev, l->src, l->from, DMA_TO_DEVICE))
		return -EIO;
	if (!dma_map_sg(dev, l->dst, l->to, DMA_FROM_DEVICE)) {
		dma_unmap_sg(dev, l->src, l->to, DMA_TO_DEVICE); // want "DMA205: another list"
		return -EIO;
	}
	return 0;
}
