/* SPDX-License-Identifier: Apache-2.0 */
/* DMA212: mappings that nothing in the driver unmaps. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/page_pool.h>

struct bad_desc { __le32 addr; __le32 len; };
struct bad_buf { struct sk_buff *skb; dma_addr_t dma; };
struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct bad_desc *ring;
	struct bad_buf rx[16];
	dma_addr_t status_dma;
	dma_addr_t table_dma;
	u32 table[64];
};

/* The packets are freed, and that is all. */
int bad_refill(struct bad_dev *b, unsigned int i)
{
	struct bad_buf *buf = &b->rx[i];

	buf->dma = dma_map_single(b->dev, buf->skb->data, 2048, DMA_FROM_DEVICE); // want "DMA212: kept in 'buf->dma'"
	if (dma_mapping_error(b->dev, buf->dma))
		return -ENOMEM;
	writel(lower_32_bits(buf->dma), b->regs);
	return 0;
}

void bad_stop(struct bad_dev *b)
{
	for (int i = 0; i < 16; i++)
		dev_kfree_skb(b->rx[i].skb);
}

/* Only the descriptor has the handle. */
int bad_send(struct bad_dev *b, struct sk_buff *skb, unsigned int i)
{
	dma_addr_t dma = dma_map_single(b->dev, skb->data, skb->len, DMA_TO_DEVICE); // want "DMA212: kept in 'b->ring[i].addr'"

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	b->ring[i].addr = cpu_to_le32(dma);
	b->ring[i].len = cpu_to_le32(skb->len);
	return 0;
}

/* Mapped for its effect on the cache; the handle is thrown away. */
void bad_flush(struct bad_dev *b, void *buf, size_t len)
{
	dma_map_single(b->dev, buf, len, DMA_TO_DEVICE); // want "DMA101" "DMA212: not kept"
}

/* One caller of the wrapper unmaps, the other does not. */
static dma_addr_t bad_map(struct bad_dev *b, void *buf, size_t len)
{
	return dma_map_single(b->dev, buf, len, DMA_BIDIRECTIONAL);
}

int bad_status(struct bad_dev *b, void *buf)
{
	b->status_dma = bad_map(b, buf, 64);
	if (dma_mapping_error(b->dev, b->status_dma))
		return -ENOMEM;
	return 0;
}

void bad_status_done(struct bad_dev *b)
{
	dma_unmap_single(b->dev, b->status_dma, 64, DMA_BIDIRECTIONAL);
}

int bad_table(struct bad_dev *b)
{
	b->table_dma = bad_map(b, b->table, sizeof(b->table)); // want "DMA212: kept in 'b->table_dma'"
	if (dma_mapping_error(b->dev, b->table_dma))
		return -ENOMEM;
	writel(lower_32_bits(b->table_dma), b->regs + 8);
	return 0;
}

/* Entries of two kinds: packets are unmapped, pages only given back. */
struct bad_entry {
	dma_addr_t at;
	unsigned int len;
	bool is_page;
	struct sk_buff *skb;
	struct page *page;
};

int bad_send_skb(struct bad_dev *b, struct bad_entry *e, struct sk_buff *skb)
{
	dma_addr_t at = dma_map_single(b->dev, skb->data, skb->len, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, at))
		return -ENOMEM;
	e->at = at;
	e->skb = skb;
	e->is_page = false;
	writel(lower_32_bits(at), b->regs);
	return 0;
}

int bad_send_page(struct bad_dev *b, struct bad_entry *e, struct page *page)
{
	dma_addr_t at = dma_map_page(b->dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE); // want "DMA212: gives its buffer back"

	if (dma_mapping_error(b->dev, at))
		return -ENOMEM;
	e->at = at;
	e->page = page;
	e->is_page = true;
	writel(lower_32_bits(at), b->regs);
	return 0;
}

void bad_entry_done(struct bad_dev *b, struct page_pool *pool, struct bad_entry *e)
{
	if (e->is_page) {
		page_pool_recycle_direct(pool, e->page);
		return;
	}
	dma_unmap_single(b->dev, e->at, e->len, DMA_TO_DEVICE);
	dev_kfree_skb_any(e->skb);
}
