/* SPDX-License-Identifier: Apache-2.0 */
/* DMA211: paths that leave with a live mapping. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>
#include <linux/slab.h>

struct bad_slot { void *buf; dma_addr_t dma; };
struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct dma_chan *chan;
	struct completion done;
	struct bad_slot slot[8];
};

/* The wait fails. */
int bad_timeout(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	if (!wait_for_completion_timeout(&b->done, HZ))
		return -ETIMEDOUT; // want "DMA211"
	dma_unmap_single(b->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* No descriptor. */
int bad_no_descriptor(struct bad_dev *b, struct scatterlist *sgl, int count)
{
	struct device *dev = b->chan->device->dev;
	struct dma_async_tx_descriptor *desc;
	int mapped = dma_map_sg(dev, sgl, count, DMA_TO_DEVICE);

	if (!mapped)
		return -ENOMEM;
	desc = dmaengine_prep_slave_sg(b->chan, sgl, mapped, DMA_MEM_TO_DEV, DMA_CTRL_ACK);
	if (!desc)
		return -EIO; // want "DMA211"
	dmaengine_submit(desc);
	dma_async_issue_pending(b->chan);
	wait_for_completion(&b->done);
	dma_unmap_sg(dev, sgl, count, DMA_TO_DEVICE);
	return 0;
}

/* The label is too far down. */
int bad_label(struct bad_dev *b, void *src, void *dst, size_t len)
{
	dma_addr_t from, to;
	int ret;

	from = dma_map_single(b->dev, src, len, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, from))
		return -ENOMEM;
	to = dma_map_single(b->dev, dst, len, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, to)) {
		ret = -ENOMEM;
		goto out;
	}
	writel(lower_32_bits(from), b->regs);
	writel(lower_32_bits(to), b->regs + 4);
	wait_for_completion(&b->done);
	ret = 0;
	dma_unmap_single(b->dev, to, len, DMA_FROM_DEVICE);
	dma_unmap_single(b->dev, from, len, DMA_TO_DEVICE);
out:
	return ret; // want "DMA211: from"
}

/* A range check beside the test: when only the range is wrong, the mapping is live. */
int bad_range(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma) || dma > DMA_BIT_MASK(36))
		return -ENOMEM; // want "DMA211"
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* The buffer is freed, its mapping stays. */
int bad_freed(struct bad_dev *b, unsigned int i)
{
	struct bad_slot *s = &b->slot[i];

	s->buf = kmalloc(2048, GFP_KERNEL);
	if (!s->buf)
		return -ENOMEM;
	s->dma = dma_map_single(b->dev, s->buf, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, s->dma)) {
		kfree(s->buf);
		return -ENOMEM;
	}
	if (readl(b->regs + 8)) {
		kfree(s->buf);
		return -EBUSY; // want "DMA211"
	}
	writel(lower_32_bits(s->dma), b->regs + 4);
	return 0;
}

/* Never unmapped at all; only this function knew the handle. */
void bad_lost(struct bad_dev *b, void *buf)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
} // want "DMA211"

/* Who unmaps the first one unmaps the second one as well, which could not be mapped. */
struct bad_both { void *in, *out; dma_addr_t in_dma, out_dma; size_t len; };

int bad_both_map(struct bad_dev *b, struct bad_both *p)
{
	p->in_dma = dma_map_single(b->dev, p->in, p->len, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, p->in_dma))
		return -ENOMEM;
	p->out_dma = dma_map_single(b->dev, p->out, p->len, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, p->out_dma))
		return -ENOMEM; // want "DMA211: stays when the map call"
	return 0;
}

void bad_both_unmap(struct bad_dev *b, struct bad_both *p)
{
	dma_unmap_single(b->dev, p->in_dma, p->len, DMA_TO_DEVICE);
	dma_unmap_single(b->dev, p->out_dma, p->len, DMA_FROM_DEVICE);
}

/* The field gets the second handle, nothing keeps the first one. */
struct bad_one { void *a, *b; dma_addr_t dma; size_t len; };

int bad_one_map(struct bad_dev *b, struct bad_one *o)
{
	o->dma = dma_map_single(b->dev, o->a, o->len, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, o->dma))
		return -ENOMEM;
	o->dma = dma_map_single(b->dev, o->b, o->len, DMA_TO_DEVICE); // want "DMA211: only place"
	return dma_mapping_error(b->dev, o->dma) ? -ENOMEM : 0;
}

void bad_one_unmap(struct bad_dev *b, struct bad_one *o)
{
	dma_unmap_single(b->dev, o->dma, o->len, DMA_TO_DEVICE);
}

/* A helper has mapped what the record keeps; the record is freed, and nothing was started. */
struct bad_job { void *buf; dma_addr_t dma; size_t len; };

static int bad_job_map(struct bad_dev *b, struct bad_job *job)
{
	job->dma = dma_map_single(b->dev, job->buf, job->len, DMA_TO_DEVICE);
	return dma_mapping_error(b->dev, job->dma) ? -ENOMEM : 0;
}

int bad_job_start(struct bad_dev *b, struct bad_job *job)
{
	int rc = bad_job_map(b, job);

	if (rc)
		return rc;
	if (readl(b->regs) & 1) {
		kfree(job);
		return -EBUSY; // want "DMA211: was freed on line"
	}
	writel(lower_32_bits(job->dma), b->regs);
	return 0;
}

void bad_job_done(struct bad_dev *b, struct bad_job *job)
{
	dma_unmap_single(b->dev, job->dma, job->len, DMA_TO_DEVICE);
	kfree(job);
}

/* Element 0 is left out. */
int bad_unwind(struct bad_dev *b, void **bufs)
{
	int i;

	for (i = 0; i < 8; i++) {
		b->slot[i].dma = dma_map_single(b->dev, bufs[i], 64, DMA_TO_DEVICE);
		if (dma_mapping_error(b->dev, b->slot[i].dma))
			goto undo;
	}
	return 0;
undo:
	while (--i > 0)
		dma_unmap_single(b->dev, b->slot[i].dma, 64, DMA_TO_DEVICE); // want "DMA211: never comes to element 0"
	return -ENOMEM;
}

int bad_unwind_up(struct bad_dev *b, void **bufs)
{
	int i, k;

	for (i = 0; i < 8; i++) {
		b->slot[i].dma = dma_map_single(b->dev, bufs[i], 64, DMA_TO_DEVICE);
		if (dma_mapping_error(b->dev, b->slot[i].dma))
			goto undo;
	}
	return 0;
undo:
	for (k = 1; k < i; k++)
		dma_unmap_single(b->dev, b->slot[k].dma, 64, DMA_TO_DEVICE); // want "DMA211: never comes to element 0"
	return -ENOMEM;
}

/* The head is mapped by itself, and the loop that undoes stops before it. */
int bad_unwind_head(struct bad_dev *b, void *head, void **bufs)
{
	int i;

	b->slot[0].dma = dma_map_single(b->dev, head, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, b->slot[0].dma))
		return -ENOMEM;
	for (i = 1; i < 8; i++) {
		b->slot[i].dma = dma_map_single(b->dev, bufs[i], 64, DMA_TO_DEVICE);
		if (dma_mapping_error(b->dev, b->slot[i].dma))
			goto undo;
	}
	return 0;
undo:
	while (--i > 0)
		dma_unmap_single(b->dev, b->slot[i].dma, 64, DMA_TO_DEVICE); // want "DMA211: never comes to element 0"
	return -ENOMEM;
}

/* Another array is undone. */
struct bad_arrays { struct device *dev; dma_addr_t in[8], out[8]; };

int bad_other_array(struct bad_arrays *a, void **bufs)
{
	int i;

	for (i = 0; i < 8; i++) {
		a->in[i] = dma_map_single(a->dev, bufs[i], 64, DMA_TO_DEVICE);
		if (dma_mapping_error(a->dev, a->in[i]))
			goto undo;
	}
	return 0;
undo:
	while (i--)
		dma_unmap_single(a->dev, a->out[i], 64, DMA_TO_DEVICE); // want "DMA211: undoes another array"
	return -ENOMEM;
}

/* The transfer's callback alone unmaps, and a transfer that is cancelled has no callback. */
struct bad_bus {
	struct device *dev;
	struct dma_chan *chan, *chan_out;
	struct completion done;
	dma_addr_t at;
	size_t len;
	struct scatterlist *sg;
	int error;
};

static void bad_bus_done(void *arg)
{
	struct bad_bus *b = arg;

	dma_unmap_single(b->dev, b->at, b->len, DMA_FROM_DEVICE);
	complete(&b->done);
}

static int bad_bus_begin(struct bad_bus *b, void *buf, size_t len, dma_async_tx_callback done)
{
	struct dma_async_tx_descriptor *desc;

	b->len = len;
	b->at = dma_map_single(b->dev, buf, len, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, b->at))
		return -EIO;
	desc = dmaengine_prep_slave_single(b->chan, b->at, len, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!desc) {
		dma_unmap_single(b->dev, b->at, b->len, DMA_FROM_DEVICE);
		return -EINVAL;
	}
	desc->callback = done;
	desc->callback_param = b;
	dmaengine_submit(desc);
	dma_async_issue_pending(b->chan);
	return 0;
}

int bad_bus_read(struct bad_bus *b, void *buf, size_t len)
{
	if (bad_bus_begin(b, buf, len, bad_bus_done))
		return -EIO;
	wait_for_completion(&b->done);
	return b->error;
}

void bad_bus_error(struct bad_bus *b)
{
	b->error = -EIO;
	dmaengine_terminate_async(b->chan); // want "DMA211: Only the callback 'bad_bus_done' unmaps 'at'"
	complete(&b->done);
}

/* The same of a list. */
static void bad_bus_sent(void *arg)
{
	struct bad_bus *b = arg;

	dma_unmap_sg(b->dev, b->sg, 1, DMA_TO_DEVICE);
	complete(&b->done);
}

int bad_bus_send(struct bad_bus *b)
{
	struct dma_async_tx_descriptor *desc;
	int n = dma_map_sg(b->dev, b->sg, 1, DMA_TO_DEVICE);

	if (!n)
		return -EIO;
	desc = dmaengine_prep_slave_sg(b->chan_out, b->sg, n, DMA_MEM_TO_DEV, DMA_PREP_INTERRUPT);
	if (!desc) {
		dma_unmap_sg(b->dev, b->sg, 1, DMA_TO_DEVICE);
		return -EINVAL;
	}
	desc->callback = bad_bus_sent;
	desc->callback_param = b;
	dmaengine_submit(desc);
	dma_async_issue_pending(b->chan_out);
	return 0;
}

void bad_bus_abort(struct bad_bus *b)
{
	dmaengine_terminate_sync(b->chan_out); // want "DMA211: Only the callback 'bad_bus_sent' unmaps 'sg'"
}
