/* SPDX-License-Identifier: Apache-2.0 */
/* DMA203, correct: one size in two spellings, sizes that are kept, and parts that are synced. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>

#define GOOD_PAD 4

struct good_command { u32 words[8]; };
struct good_buf { dma_addr_t dma; size_t len; void *mem; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

/* The type and the variable have one size. */
int good_sizeof(struct good_dev *g, struct good_command *cmd)
{
	dma_addr_t dma = dma_map_single(g->dev, cmd, sizeof(*cmd), DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, sizeof(struct good_command), DMA_TO_DEVICE);
	return 0;
}

/* The same sum, another order. */
int good_padding(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len + GOOD_PAD, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_sync_single_for_cpu(g->dev, dma, len, DMA_FROM_DEVICE);
	dma_unmap_single(g->dev, dma, GOOD_PAD + len, DMA_FROM_DEVICE);
	return 0;
}

/* Kept beside the handle: the field holds what was mapped. */
int good_keep(struct good_dev *g, struct good_buf *b)
{
	b->len = 2048;
	b->dma = dma_map_single(g->dev, b->mem, 2048, DMA_FROM_DEVICE);
	return dma_mapping_error(g->dev, b->dma) ? -ENOMEM : 0;
}

void good_done(struct good_dev *g, struct good_buf *b)
{
	dma_unmap_single(g->dev, b->dma, b->len, DMA_FROM_DEVICE);
}

/* Chosen twice by one condition. */
int good_chosen(struct good_dev *g, void *buf, bool big)
{
	size_t len = big ? 4096 : 512;
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, big ? 4096 : 512, DMA_TO_DEVICE);
	return 0;
}

struct good_kind { struct device *dev; dma_addr_t dma; bool jumbo; };

int good_kind_map(struct good_kind *k, void *buf)
{
	size_t len = k->jumbo ? 9216 : 2048;

	k->dma = dma_map_single(k->dev, buf, len, DMA_FROM_DEVICE);
	return dma_mapping_error(k->dev, k->dma) ? -ENOMEM : 0;
}

void good_kind_unmap(struct good_kind *k)
{
	dma_unmap_single(k->dev, k->dma, k->jumbo ? 9216 : 2048, DMA_FROM_DEVICE);
}

int good_min(struct good_dev *g, void *buf, size_t len, size_t room)
{
	size_t n = len < room ? len : room;
	dma_addr_t dma = dma_map_single(g->dev, buf, n, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, n, DMA_TO_DEVICE);
	return 0;
}

int good_rounded(struct good_dev *g, void *buf, unsigned int len)
{
	unsigned int n = (len + 63) & ~63u;
	dma_addr_t dma = dma_map_single(g->dev, buf, n, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, (len + 63) & ~63u, DMA_TO_DEVICE);
	return 0;
}

/* What the device has written is shorter: that much is looked at. */
int good_received(struct good_dev *g, void *buf, unsigned int len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);
	unsigned int got;

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	got = readl(g->regs + 8);
	dma_sync_single_for_cpu(g->dev, dma, got, DMA_FROM_DEVICE);
	dma_unmap_single(g->dev, dma, len, DMA_FROM_DEVICE);
	return got;
}

/* A length that was asked for both times. */
unsigned int good_size_of(struct good_dev *g);

int good_asked_twice(struct good_dev *g, void *buf)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, good_size_of(g), DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, good_size_of(g), DMA_FROM_DEVICE);
	return 0;
}

/* All that is put into the packet is mapped, and its length unmapped. */
struct good_frame { struct sk_buff *skb; dma_addr_t dma; };

int good_grown(struct good_dev *g, struct good_frame *f, bool noted)
{
	f->skb = dev_alloc_skb(256);
	if (!f->skb)
		return -ENOMEM;
	skb_put(f->skb, 64);
	if (noted)
		skb_put(f->skb, 16);
	f->dma = dma_map_single(g->dev, f->skb->data, f->skb->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, f->dma)) {
		kfree_skb(f->skb);
		return -ENOMEM;
	}
	return 0;
}

void good_grown_done(struct good_dev *g, struct good_frame *f)
{
	dma_unmap_single(g->dev, f->dma, f->skb->len, DMA_TO_DEVICE);
	kfree_skb(f->skb);
}

/* Put and taken away again. */
int good_same_length(struct good_dev *g, struct sk_buff *skb)
{
	unsigned int len = skb->len;
	dma_addr_t dma;

	skb_push(skb, 4);
	skb_pull(skb, 4);
	dma = dma_map_single(g->dev, skb->data, skb->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* The descriptor says what was mapped, or less, or nothing of a length. */
struct good_desc { __le32 addr, len, flags; };

int good_told(struct good_dev *g, struct good_desc *d, void *buf)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, 2048, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	d->len = cpu_to_le32(2048 - 4);
	d->flags = cpu_to_le32(1 << 16);
	d->addr = cpu_to_le32(dma);
	return 0;
}

void good_told_done(struct good_dev *g, struct good_desc *d)
{
	dma_unmap_single(g->dev, le32_to_cpu(d->addr), 2048, DMA_FROM_DEVICE);
}

/* Of what is sent the device knows how much it adds. */
struct good_tx { __le32 addr, len; };

int good_told_tx(struct good_dev *g, struct good_tx *d, void *buf)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, 60, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	d->len = cpu_to_le32(60 + 4);
	d->addr = cpu_to_le32(dma);
	return 0;
}

void good_told_tx_done(struct good_dev *g, struct good_tx *d)
{
	dma_unmap_single(g->dev, le32_to_cpu(d->addr), 60, DMA_TO_DEVICE);
}

/* A packet that has its length when it is mapped. */
struct good_slot { struct sk_buff *skb; dma_addr_t dma; };

int good_full_fill(struct good_dev *g, struct good_slot *s)
{
	s->skb = dev_alloc_skb(2048);
	if (!s->skb)
		return -ENOMEM;
	skb_put(s->skb, 2048);
	s->dma = dma_map_single(g->dev, s->skb->data, s->skb->len, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, s->dma)) {
		kfree_skb(s->skb);
		return -ENOMEM;
	}
	return 0;
}

void good_full_drop(struct good_dev *g, struct good_slot *s)
{
	dma_unmap_single(g->dev, s->dma, s->skb->len, DMA_FROM_DEVICE);
	kfree_skb(s->skb);
}

/* The smaller of two is kept, or computed anew. */
struct good_part { void *at; u32 length; };
struct good_ring { dma_addr_t addr; u32 bytes; };

int good_smaller(struct good_dev *g, struct good_ring *r, struct good_part *part, u32 need)
{
	r->bytes = min(need, part->length);
	r->addr = dma_map_single(g->dev, part->at, r->bytes, DMA_TO_DEVICE);
	return dma_mapping_error(g->dev, r->addr) ? -ENOMEM : 0;
}

void good_smaller_done(struct good_dev *g, struct good_ring *r)
{
	dma_unmap_single(g->dev, r->addr, r->bytes, DMA_TO_DEVICE);
}

int good_smaller_here(struct good_dev *g, struct good_part *part, u32 need)
{
	u32 len = min(need, part->length);
	dma_addr_t dma = dma_map_single(g->dev, part->at, len, DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, min(need, part->length), DMA_TO_DEVICE);
	return 0;
}

/* The parts of what crosses a boundary, each unmapped with its own size; what fills one page is the whole. */
int good_split(struct good_dev *g, void *buf, unsigned int len)
{
	unsigned long start = (unsigned long)buf;
	unsigned long next = (start | 0x3fff) + 1;
	unsigned long head = next - start, tail = len - head;
	dma_addr_t first, second;

	first = dma_map_single(g->dev, buf, head, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, first))
		return -ENOMEM;
	second = dma_map_single(g->dev, (void *)next, tail, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, second)) {
		dma_unmap_single(g->dev, first, next - start, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	writel(lower_32_bits(first), g->regs);
	writel(lower_32_bits(second), g->regs + 4);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, first, len - tail, DMA_TO_DEVICE);
	dma_unmap_single(g->dev, second, start + len - next, DMA_TO_DEVICE);
	return 0;
}

/* What is known to be equal may stand for it. */
int good_halves(struct good_dev *g, void *buf, unsigned int len, unsigned int half)
{
	unsigned int head = len - half;
	dma_addr_t first, second;

	if (head != half)
		return -EINVAL;
	first = dma_map_single(g->dev, buf, head, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, first))
		return -ENOMEM;
	second = dma_map_single(g->dev, buf + head, half, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, second)) {
		dma_unmap_single(g->dev, first, half, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	writel(lower_32_bits(first), g->regs);
	writel(lower_32_bits(second), g->regs + 4);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, first, head, DMA_TO_DEVICE);
	dma_unmap_single(g->dev, second, half, DMA_TO_DEVICE);
	return 0;
}

/* The other mapping is not its neighbour, and where the size has come from is not seen. */
int good_apart(struct good_dev *g, struct good_buf *d, struct good_buf *other, unsigned int pad)
{
	dma_addr_t first, second;

	first = dma_map_single(g->dev, d->mem, pad * 8 + 16, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, first))
		return -ENOMEM;
	second = dma_map_single(g->dev, other->mem, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, second)) {
		dma_unmap_single(g->dev, first, d->len, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	writel(lower_32_bits(first), g->regs);
	writel(lower_32_bits(second), g->regs + 4);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, first, d->len, DMA_TO_DEVICE);
	dma_unmap_single(g->dev, second, 64, DMA_TO_DEVICE);
	return 0;
}

/* Two parts, each with its own size. */
int good_parts(struct good_dev *g, void *buf, unsigned int len)
{
	unsigned long start = (unsigned long)buf;
	unsigned long next = (start | 0x3fff) + 1;
	unsigned long before = next - start, behind = start + len - next;
	dma_addr_t first, second;

	first = dma_map_single(g->dev, buf, before, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, first))
		return -ENOMEM;
	second = dma_map_single(g->dev, (void *)next, behind, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, second)) {
		dma_unmap_single(g->dev, first, before, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	writel(lower_32_bits(first), g->regs);
	writel(lower_32_bits(second), g->regs + 4);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, first, before, DMA_TO_DEVICE);
	dma_unmap_single(g->dev, second, behind, DMA_TO_DEVICE);
	return 0;
}

/* Two halves: nothing of where they lie is in their size. */
int good_even(struct good_dev *g, char *buf, unsigned int size)
{
	unsigned int half = size / 2;
	dma_addr_t first, second;

	first = dma_map_single(g->dev, buf, half, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, first))
		return -ENOMEM;
	second = dma_map_single(g->dev, buf + half, half, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, second)) {
		dma_unmap_single(g->dev, first, half, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	writel(lower_32_bits(first), g->regs);
	writel(lower_32_bits(second), g->regs + 4);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, first, half, DMA_TO_DEVICE);
	dma_unmap_single(g->dev, second, half, DMA_TO_DEVICE);
	return 0;
}

/* The page was asked whether it is one. */
int good_page(struct good_dev *g, struct page *page)
{
	dma_addr_t dma;

	if (page_size(page) != PAGE_SIZE)
		return -EINVAL;
	dma = dma_map_page(g->dev, page, 0, page_size(page), DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_page(g->dev, dma, PAGE_SIZE, DMA_TO_DEVICE);
	return 0;
}

int good_page_size(struct good_dev *g, struct page *page)
{
	dma_addr_t dma = dma_map_page(g->dev, page, 0, page_size(page), DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_page(g->dev, dma, page_size(page), DMA_TO_DEVICE);
	return 0;
}
