/* SPDX-License-Identifier: Apache-2.0 */
/* DMA402: the answer is read too early. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/io.h>
#include <linux/string.h>

struct bad_resp { u32 status; u32 len; u8 data[56]; };
struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

/* Read, then unmapped. */
int bad_order(struct bad_dev *b, struct bad_resp *resp)
{
	dma_addr_t dma = dma_map_single(b->dev, resp, sizeof(*resp), DMA_FROM_DEVICE);
	u32 status;

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	status = resp->status; // want "DMA402"
	dma_unmap_single(b->dev, dma, sizeof(*resp), DMA_FROM_DEVICE);
	return status ? -EIO : 0;
}

/* Copied out, then unmapped. */
int bad_copy(struct bad_dev *b, void *buf, void *out, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_BIDIRECTIONAL);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	while (!(readl(b->regs + 4) & 1))
		msleep(1);
	msleep(1);
	memcpy(out, buf, len); // want "DMA402"
	dma_unmap_single(b->dev, dma, len, DMA_BIDIRECTIONAL);
	return 0;
}

/* eth_type_trans() looks into the packet. */
int bad_packet(struct bad_dev *b, struct net_device *ndev, struct sk_buff *skb)
{
	dma_addr_t dma = dma_map_single(b->dev, skb->data, 1536, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	skb->protocol = eth_type_trans(skb, ndev); // want "DMA402"
	dma_unmap_single(b->dev, dma, 1536, DMA_FROM_DEVICE);
	return 0;
}

/* Memory of its own is no other than mapped memory, where it is not coherent. */
u32 bad_own(struct bad_dev *b)
{
	dma_addr_t dma;
	u32 *word = dma_alloc_noncoherent(b->dev, 4096, &dma, DMA_FROM_DEVICE, GFP_KERNEL), status;

	if (!word)
		return 0;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	status = word[0]; // want "DMA402"
	dma_free_noncoherent(b->dev, 4096, word, dma, DMA_FROM_DEVICE);
	return status;
}

/* The address of the page that a field keeps. */
struct bad_rx { struct page *page; dma_addr_t dma; };

int bad_rx_fill(struct bad_dev *b, struct bad_rx *rx, struct page *page)
{
	rx->dma = dma_map_page(b->dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, rx->dma))
		return -ENOMEM;
	rx->page = page;
	return 0;
}

u32 bad_rx_take(struct bad_dev *b, struct bad_rx *rx)
{
	const u32 *word = page_address(rx->page);
	u32 len = word[0]; // want "DMA402"

	dma_unmap_page(b->dev, rx->dma, PAGE_SIZE, DMA_FROM_DEVICE);
	return len;
}

struct bad_slot { void *data; dma_addr_t dma; };
struct bad_ring {
	struct device *dev;
	struct bad_slot slot[16];
	void __iomem *regs;
};

int bad_slot_fill(struct bad_ring *b, int i)
{
	b->slot[i].dma = dma_map_single(b->dev, b->slot[i].data, 1024, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, b->slot[i].dma))
		return -ENOMEM;
	writel(lower_32_bits(b->slot[i].dma), b->regs);
	return 0;
}

/* Looked at, then taken back. */
void bad_slot_peek(struct bad_ring *b, int i, void *to)
{
	struct bad_slot *slot = &b->slot[i];

	memcpy(to, slot->data, 16); // want "DMA402: b->slot[i].dma"
	dma_sync_single_for_cpu(b->dev, slot->dma, 1024, DMA_FROM_DEVICE);
	memcpy(to + 16, slot->data + 16, 1008);
	dma_sync_single_for_device(b->dev, slot->dma, 1024, DMA_FROM_DEVICE);
}

void bad_slot_drop(struct bad_ring *b, int i)
{
	dma_unmap_single(b->dev, b->slot[i].dma, 1024, DMA_FROM_DEVICE);
}

struct bad_frame { void *data; dma_addr_t dma; };
struct bad_rx_ring {
	struct device *dev;
	struct bad_frame frame[16];
	void __iomem *regs;
};

int bad_frame_fill(struct bad_rx_ring *b, int i)
{
	b->frame[i].dma = dma_map_single(b->dev, b->frame[i].data, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, b->frame[i].dma))
		return -ENOMEM;
	writel(lower_32_bits(b->frame[i].dma), b->regs);
	return 0;
}

/* A short frame is copied, and its buffer stays where it is: mapped, and never synced. */
void *bad_frame_take(struct bad_rx_ring *b, int i, void *to, u32 len)
{
	struct bad_frame *frame = &b->frame[i];
	void *data = frame->data;

	if (len <= 256) {
		memcpy(to, data, len); // want "DMA402: b->frame[i].dma"
		return to;
	}
	dma_unmap_single(b->dev, frame->dma, 2048, DMA_FROM_DEVICE);
	frame->data = NULL;
	return data;
}
