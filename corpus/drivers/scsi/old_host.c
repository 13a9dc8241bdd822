// SPDX-License-Identifier: Apache-2.0
/*
 * A storage controller whose driver has grown for twenty years.
 *
 * Shapes: flags of a request that exclude each other, a descriptor that is a
 * union, handles that are split into halves and put together again, a pointer
 * that runs over a ring, one cleanup for requests in any stage, sense buffers
 * that are mapped on first use, a table of lengths, error codes that are
 * counted. Functions that begin with bad_ are wrong on purpose.
 */
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#define REQ_READ BIT(0)
#define REQ_WRITE BIT(1)
#define REQ_MAPPED BIT(2)

#define REG_LO 0x00
#define REG_HI 0x04
#define REG_GO 0x08

#define RING 64
#define SENSE 96

union entry {
	struct {
		__le32 lo, hi, len, next;
	} ram;
	__le64 raw[2];
};

struct sreq {
	struct list_head node;
	unsigned int flags;
	void *buf;
	size_t len;
	struct scatterlist *sgl;
	int nents, used;
	dma_addr_t dma;
	u32 dma_lo, dma_hi;
	dma_addr_t meta_dma;
	void *meta;
	int stage;
};

struct host {
	struct device *dev;
	void __iomem *regs;
	union entry *ring, *put, *end;
	dma_addr_t ring_dma;
	u8 *sense;
	dma_addr_t sense_dma;
	struct sreq *running;
	unsigned int errors[4];
	struct completion done;
};

/* ---- one direction or the other ---- */

static enum dma_data_direction host_dir(const struct sreq *r)
{
	return r->flags & REQ_READ ? DMA_FROM_DEVICE : DMA_TO_DEVICE;
}

/* Correct: the direction is asked for twice, with one answer. */
static int host_map(struct host *h, struct sreq *r)
{
	r->used = dma_map_sg(h->dev, r->sgl, r->nents, host_dir(r));
	if (!r->used)
		return -ENOMEM;
	r->flags |= REQ_MAPPED;
	return 0;
}

static void host_unmap(struct host *h, struct sreq *r)
{
	if (r->flags & REQ_MAPPED)
		dma_unmap_sg(h->dev, r->sgl, r->nents, host_dir(r));
	r->flags &= ~REQ_MAPPED;
}

/* Correct: a request reads or writes, never both, and says so with two bits. */
static int host_two_bits(struct host *h, struct sreq *r)
{
	dma_addr_t dma = 0;

	if (r->flags & REQ_READ)
		dma = dma_map_single(h->dev, r->buf, r->len, DMA_FROM_DEVICE);
	else if (r->flags & REQ_WRITE)
		dma = dma_map_single(h->dev, r->buf, r->len, DMA_TO_DEVICE);
	else
		return -EINVAL;
	if (dma_mapping_error(h->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), h->regs + REG_LO);
	wait_for_completion(&h->done);
	if (r->flags & REQ_READ)
		dma_unmap_single(h->dev, dma, r->len, DMA_FROM_DEVICE);
	if (r->flags & REQ_WRITE && !(r->flags & REQ_READ))
		dma_unmap_single(h->dev, dma, r->len, DMA_TO_DEVICE);
	return 0;
}

/* ---- halves ---- */

/* Correct: kept as two words, and put together for the unmap. */
static int host_halves(struct host *h, struct sreq *r)
{
	dma_addr_t dma = dma_map_single(h->dev, r->buf, r->len, DMA_TO_DEVICE);

	if (dma_mapping_error(h->dev, dma))
		return -ENOMEM;
	r->dma_lo = lower_32_bits(dma);
	r->dma_hi = upper_32_bits(dma);
	writel(r->dma_lo, h->regs + REG_LO);
	writel(r->dma_hi, h->regs + REG_HI);
	return 0;
}

static void host_halves_done(struct host *h, struct sreq *r)
{
	dma_unmap_single(h->dev, (dma_addr_t)r->dma_hi << 32 | r->dma_lo, r->len, DMA_TO_DEVICE);
}

/* ---- a pointer over the ring ---- */

/* Correct: tested before the entry is filled. */
static int host_put(struct host *h, void *buf, size_t len)
{
	union entry *e = h->put;
	dma_addr_t dma = dma_map_single(h->dev, buf, len, DMA_TO_DEVICE);

	if (unlikely(dma_mapping_error(h->dev, dma))) {
		h->errors[1]++;
		return -ENOMEM;
	}
	e->ram.lo = cpu_to_le32(lower_32_bits(dma));
	e->ram.hi = cpu_to_le32(upper_32_bits(dma));
	e->ram.len = cpu_to_le32(len);
	if (++h->put == h->end)
		h->put = h->ring;
	return 0;
}

static void host_take(struct host *h, union entry *e)
{
	dma_addr_t dma = le32_to_cpu(e->ram.lo) | (u64)le32_to_cpu(e->ram.hi) << 32;

	dma_unmap_single(h->dev, dma, le32_to_cpu(e->ram.len), DMA_TO_DEVICE);
	e->raw[0] = 0;
}

/* Wrong: the error is counted, and the entry is filled all the same. */
static void bad_put(struct host *h, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(h->dev, buf, len, DMA_TO_DEVICE); // want "DMA101"

	if (dma_mapping_error(h->dev, dma))
		h->errors[2]++;
	writel(lower_32_bits(dma), h->regs + REG_LO);
	writel(upper_32_bits(dma), h->regs + REG_HI);
	writel(len, h->regs + REG_GO);
	h->running->dma = dma;
}

/* ---- one cleanup for all stages ---- */

static void host_cleanup(struct host *h, struct sreq *r)
{
	switch (r->stage) {
	case 3:
		dma_unmap_single(h->dev, r->meta_dma, SENSE, DMA_FROM_DEVICE);
		fallthrough;
	case 2:
		dma_unmap_single(h->dev, r->dma, r->len, DMA_TO_DEVICE);
		fallthrough;
	case 1:
		kfree(r->meta);
		break;
	}
	r->stage = 0;
}

/* Correct: every stage knows how far it has come. */
static int host_start(struct host *h, struct sreq *r)
{
	r->meta = kzalloc(SENSE, GFP_KERNEL);
	if (!r->meta)
		return -ENOMEM;
	r->stage = 1;
	r->dma = dma_map_single(h->dev, r->buf, r->len, DMA_TO_DEVICE);
	if (dma_mapping_error(h->dev, r->dma))
		goto fail;
	r->stage = 2;
	r->meta_dma = dma_map_single(h->dev, r->meta, SENSE, DMA_FROM_DEVICE);
	if (dma_mapping_error(h->dev, r->meta_dma))
		goto fail;
	r->stage = 3;
	if (readl(h->regs + REG_GO))
		goto fail;
	writel(lower_32_bits(r->dma), h->regs + REG_LO);
	h->running = r;
	return 0;

fail:
	host_cleanup(h, r);
	return -EIO;
}

/* ---- on first use ---- */

/* Correct: mapped once, and released with the host. */
static int host_sense(struct host *h)
{
	if (h->sense)
		return 0;
	h->sense = kmalloc(SENSE, GFP_KERNEL);
	if (!h->sense)
		return -ENOMEM;
	h->sense_dma = dma_map_single(h->dev, h->sense, SENSE, DMA_FROM_DEVICE);
	if (dma_mapping_error(h->dev, h->sense_dma)) {
		kfree(h->sense);
		h->sense = NULL;
		return -ENOMEM;
	}
	return 0;
}

static void host_release(struct host *h)
{
	if (h->sense) {
		dma_unmap_single(h->dev, h->sense_dma, SENSE, DMA_FROM_DEVICE);
		kfree(h->sense);
	}
	h->sense = NULL;
	if (h->ring)
		dma_free_coherent(h->dev, RING * sizeof(*h->ring), h->ring, h->ring_dma);
}

/* Wrong: the sense buffer is freed, and stays mapped. */
static int bad_sense(struct host *h)
{
	void *sense = kmalloc(SENSE, GFP_KERNEL);
	dma_addr_t dma;

	if (!sense)
		return -ENOMEM;
	dma = dma_map_single(h->dev, sense, SENSE, DMA_FROM_DEVICE);
	if (dma_mapping_error(h->dev, dma)) {
		kfree(sense);
		return -ENOMEM;
	}
	writel(lower_32_bits(dma), h->regs + REG_LO);
	if (!wait_for_completion_timeout(&h->done, HZ)) {
		kfree(sense);
		return -ETIMEDOUT; // want "DMA211: although its buffer 'sense' was freed"
	}
	dma_unmap_single(h->dev, dma, SENSE, DMA_FROM_DEVICE);
	kfree(sense);
	return 0;
}

static irqreturn_t host_irq(int irq, void *data)
{
	struct host *h = data;

	if (h->running)
		host_cleanup(h, h->running);
	h->running = NULL;
	complete(&h->done);
	return IRQ_HANDLED;
}

int host_request(struct host *h, struct sreq *r, int how)
{
	int ret;

	switch (how) {
	case 0:
		ret = host_map(h, r);
		if (!ret)
			wait_for_completion(&h->done);
		host_unmap(h, r);
		return ret;
	case 1:
		return host_two_bits(h, r);
	case 2:
		ret = host_halves(h, r);
		if (!ret) {
			wait_for_completion(&h->done);
			host_halves_done(h, r);
		}
		return ret;
	case 3:
		ret = host_put(h, r->buf, r->len);
		if (!ret)
			host_take(h, h->ring);
		return ret;
	case 4:
		bad_put(h, r->buf, r->len);
		return 0;
	case 5:
		return host_sense(h) ?: bad_sense(h);
	}
	return host_start(h, r);
}
EXPORT_SYMBOL_GPL(host_request);

int host_setup(struct host *h, int irq)
{
	h->ring = dma_alloc_coherent(h->dev, RING * sizeof(*h->ring), &h->ring_dma, GFP_KERNEL);
	if (!h->ring)
		return -ENOMEM;
	h->put = h->ring;
	h->end = h->ring + RING;
	if (request_irq(irq, host_irq, 0, "host", h)) {
		host_release(h);
		return -EBUSY;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(host_setup);
MODULE_LICENSE("GPL");
