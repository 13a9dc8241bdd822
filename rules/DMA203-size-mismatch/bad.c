/* SPDX-License-Identifier: Apache-2.0 */
/* DMA203: unmapped with another size. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>

struct bad_command { u32 words[8]; };
struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

/* sizeof of the pointer. */
int bad_sizeof(struct bad_dev *b, struct bad_command *cmd)
{
	dma_addr_t dma = dma_map_single(b->dev, cmd, sizeof(*cmd), DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, sizeof(cmd), DMA_TO_DEVICE); // want "DMA203"
	return 0;
}

/* The padding is forgotten. */
int bad_padding(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len + 4, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, len, DMA_FROM_DEVICE); // want "DMA203"
	return 0;
}

/* A part of it is. */
int bad_part(struct bad_dev *b, void *buf, size_t extra)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, 16 + extra, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, 16, DMA_TO_DEVICE); // want "DMA203"
	return 0;
}

/* Synced beyond its end. */
int bad_sync(struct bad_dev *b, void *buf)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_sync_single_for_cpu(b->dev, dma, 128, DMA_FROM_DEVICE); // want "DMA203"
	dma_unmap_single(b->dev, dma, 64, DMA_FROM_DEVICE);
	return 0;
}

/* Through a field, in terms of its record. */
struct bad_ring { dma_addr_t dma; void *mem; unsigned int count; };

int bad_setup(struct bad_dev *b, struct bad_ring *r)
{
	r->dma = dma_map_single(b->dev, r->mem, r->count * 16, DMA_TO_DEVICE);
	return dma_mapping_error(b->dev, r->dma) ? -ENOMEM : 0;
}

void bad_teardown(struct bad_dev *b, struct bad_ring *r)
{
	dma_unmap_single(b->dev, r->dma, r->count * 8, DMA_TO_DEVICE); // want "DMA203"
}

struct bad_io { struct device *dev; void *tx, *rx; dma_addr_t tx_dma, rx_dma; u32 tx_len, rx_len; };

int bad_io_map(struct bad_io *io)
{
	io->tx_dma = dma_map_single(io->dev, io->tx, io->tx_len, DMA_TO_DEVICE);
	if (dma_mapping_error(io->dev, io->tx_dma))
		return -ENOMEM;
	io->rx_dma = dma_map_single(io->dev, io->rx, io->rx_len, DMA_FROM_DEVICE);
	if (dma_mapping_error(io->dev, io->rx_dma)) {
		dma_unmap_single(io->dev, io->tx_dma, io->rx_len, DMA_TO_DEVICE); // want "DMA203"
		return -ENOMEM;
	}
	return 0;
}

void bad_io_unmap(struct bad_io *io)
{
	dma_unmap_single(io->dev, io->rx_dma, io->tx_len, DMA_FROM_DEVICE); // want "DMA203"
	dma_unmap_single(io->dev, io->tx_dma, io->tx_len, DMA_TO_DEVICE);
}

struct bad_kind { struct device *dev; dma_addr_t dma; };

int bad_kind_map(struct bad_kind *k, void *buf, bool jumbo)
{
	size_t len = jumbo ? 9216 : 2048;

	k->dma = dma_map_single(k->dev, buf, len, DMA_FROM_DEVICE);
	return dma_mapping_error(k->dev, k->dma) ? -ENOMEM : 0;
}

void bad_kind_unmap(struct bad_kind *k)
{
	dma_unmap_single(k->dev, k->dma, 2048, DMA_FROM_DEVICE); // want "DMA203"
}

/* What was mapped is the smaller of the two, or what the length was rounded to. */
int bad_min(struct bad_dev *b, void *buf, size_t len, size_t room)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len < room ? len : room, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, len, DMA_TO_DEVICE); // want "DMA203"
	return 0;
}

int bad_rounded(struct bad_dev *b, void *buf, unsigned int len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, (len + 63) & ~63u, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, len, DMA_TO_DEVICE); // want "DMA203"
	return 0;
}

/* What the device says that it has written. */
int bad_received(struct bad_dev *b, void *buf, unsigned int len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	len = readl(b->regs + 8);
	dma_unmap_single(b->dev, dma, len, DMA_FROM_DEVICE); // want "DMA203"
	return len;
}

/* The length of the packet grows in a helper, under a condition. */
struct bad_note { u8 bytes[16]; };
struct bad_frame { struct sk_buff *skb; dma_addr_t dma; };

static int bad_add_note(struct sk_buff *skb)
{
	struct bad_note *note;

	if (skb_tailroom(skb) < sizeof(*note))
		return -ENOMEM;
	note = skb_put(skb, sizeof(*note));
	memset(note, 0, sizeof(*note));
	return 0;
}

int bad_grown(struct bad_dev *b, struct bad_frame *f, bool noted)
{
	f->skb = dev_alloc_skb(256);
	if (!f->skb)
		return -ENOMEM;
	skb_put(f->skb, sizeof(struct bad_command));
	if (noted && bad_add_note(f->skb)) {
		kfree_skb(f->skb);
		return -ENOMEM;
	}
	f->dma = dma_map_single(b->dev, f->skb->data, f->skb->len, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, f->dma)) {
		kfree_skb(f->skb);
		return -ENOMEM;
	}
	return 0;
}

void bad_grown_done(struct bad_dev *b, struct bad_frame *f)
{
	dma_unmap_single(b->dev, f->dma, sizeof(struct bad_command), DMA_TO_DEVICE); // want "DMA203"
	kfree_skb(f->skb);
}

/* The descriptor says more than was mapped. */
struct bad_desc { __le32 addr, len, flags; };

int bad_told(struct bad_dev *b, struct bad_desc *d, void *buf)
{
	dma_addr_t dma;

	d->len = cpu_to_le32(2048 + 64); // want "DMA203"
	dma = dma_map_single(b->dev, buf, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	d->addr = cpu_to_le32(dma);
	return 0;
}

void bad_told_done(struct bad_dev *b, struct bad_desc *d)
{
	dma_unmap_single(b->dev, le32_to_cpu(d->addr), 2048, DMA_FROM_DEVICE);
}

/* A packet has no length before the device has filled it. */
struct bad_slot { struct sk_buff *skb; dma_addr_t dma; };

int bad_empty_fill(struct bad_dev *b, struct bad_slot *s)
{
	s->skb = dev_alloc_skb(2048);
	if (!s->skb)
		return -ENOMEM;
	s->dma = dma_map_single(b->dev, s->skb->data, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, s->dma)) {
		kfree_skb(s->skb);
		return -ENOMEM;
	}
	return 0;
}

void bad_empty_drop(struct bad_dev *b, struct bad_slot *s)
{
	dma_unmap_single(b->dev, s->dma, s->skb->len, DMA_FROM_DEVICE); // want "DMA203"
	kfree_skb(s->skb);
}

/* As much of a part is mapped as is needed, and all of it unmapped. */
struct bad_part { void *at; u32 length; };
struct bad_piece { dma_addr_t addr; };

int bad_smaller(struct bad_dev *b, struct bad_piece *r, struct bad_part *part, u32 need)
{
	r->addr = dma_map_single(b->dev, part->at, min(need, part->length), DMA_TO_DEVICE);
	return dma_mapping_error(b->dev, r->addr) ? -ENOMEM : 0;
}

void bad_smaller_done(struct bad_dev *b, struct bad_piece *r, struct bad_part *part)
{
	dma_unmap_single(b->dev, r->addr, part->length, DMA_TO_DEVICE); // want "DMA203"
}

/* What crosses a boundary is mapped in two parts, and the first is unmapped as if it were the whole. */
int bad_split(struct bad_dev *b, void *buf, unsigned int len)
{
	unsigned long start = (unsigned long)buf;
	unsigned long next = (start | 0x3fff) + 1;
	dma_addr_t first, second;

	first = dma_map_single(b->dev, buf, next - start, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, first))
		return -ENOMEM;
	second = dma_map_single(b->dev, (void *)next, start + len - next, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, second)) {
		dma_unmap_single(b->dev, first, len, DMA_TO_DEVICE); // want "DMA203"
		return -ENOMEM;
	}
	writel(lower_32_bits(first), b->regs);
	writel(lower_32_bits(second), b->regs + 4);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, first, next - start, DMA_TO_DEVICE);
	dma_unmap_single(b->dev, second, start + len - next, DMA_TO_DEVICE);
	return 0;
}

/* Both parts are mapped with the size of the first. */
int bad_split_twice(struct bad_dev *b, void *buf, unsigned int len)
{
	unsigned long start = (unsigned long)buf;
	unsigned long next = (start | 0x3fff) + 1;
	unsigned long before = next - start;
	dma_addr_t first, second;

	first = dma_map_single(b->dev, buf, before, DMA_TO_DEVICE);
	if (dma_mapping_error(b->dev, first))
		return -ENOMEM;
	second = dma_map_single(b->dev, (void *)next, before, DMA_TO_DEVICE); // want "DMA203: those before this buffer"
	if (dma_mapping_error(b->dev, second)) {
		dma_unmap_single(b->dev, first, before, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	writel(lower_32_bits(first), b->regs);
	writel(lower_32_bits(second), b->regs + 4);
	writel(before << 16 | (len - before), b->regs + 8);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, first, before, DMA_TO_DEVICE);
	dma_unmap_single(b->dev, second, before, DMA_TO_DEVICE);
	return 0;
}

/* As large as the page is found to be, and one page. */
int bad_page(struct bad_dev *b, struct page *page)
{
	dma_addr_t dma = dma_map_page(b->dev, page, 0, page_size(page), DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_page(b->dev, dma, PAGE_SIZE, DMA_TO_DEVICE); // want "DMA203"
	return 0;
}
