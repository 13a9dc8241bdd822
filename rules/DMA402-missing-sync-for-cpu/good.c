/* SPDX-License-Identifier: Apache-2.0 */
/* DMA402, correct: unmapped or synced first, or unmapped by the handler that completes. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/string.h>

struct good_resp { u32 status; u32 len; u8 data[56]; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
	dma_addr_t dma;
	struct good_resp *resp;
};

int good_order(struct good_dev *g, struct good_resp *resp)
{
	dma_addr_t dma = dma_map_single(g->dev, resp, sizeof(*resp), DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, sizeof(*resp), DMA_FROM_DEVICE);
	return resp->status ? -EIO : 0;
}

int good_sync(struct good_dev *g, void *buf, void *out, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_sync_single_for_cpu(g->dev, dma, len, DMA_FROM_DEVICE);
	memcpy(out, buf, len);
	dma_sync_single_for_device(g->dev, dma, len, DMA_FROM_DEVICE);
	dma_unmap_single(g->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

/* Only the header of the packet is changed before the unmap. */
int good_packet(struct good_dev *g, struct net_device *ndev, struct sk_buff *skb, u32 len)
{
	dma_addr_t dma = dma_map_single(g->dev, skb->data, 1536, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	skb_put(skb, len);
	skb->dev = ndev;
	dma_unmap_single(g->dev, dma, 1536, DMA_FROM_DEVICE);
	skb->protocol = eth_type_trans(skb, ndev);
	return 0;
}

/* The handler unmaps before it completes. */
int good_handler(struct good_dev *g)
{
	g->dma = dma_map_single(g->dev, g->resp, sizeof(*g->resp), DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, g->dma))
		return -ENOMEM;
	writel(lower_32_bits(g->dma), g->regs);
	wait_for_completion(&g->done);
	return g->resp->status ? -EIO : 0;
}

static irqreturn_t good_irq(int irq, void *data)
{
	struct good_dev *g = data;

	dma_unmap_single(g->dev, g->dma, sizeof(*g->resp), DMA_FROM_DEVICE);
	complete(&g->done);
	return IRQ_HANDLED;
}

int good_setup(struct good_dev *g, unsigned int irq)
{
	return devm_request_irq(g->dev, irq, good_irq, 0, "good", g);
}

/* What only the device reads stays readable. */
u32 good_to_device(struct good_dev *g, struct good_resp *resp)
{
	dma_addr_t dma = dma_map_single(g->dev, resp, sizeof(*resp), DMA_TO_DEVICE);
	u32 len;

	if (dma_mapping_error(g->dev, dma))
		return 0;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	len = resp->len;
	dma_unmap_single(g->dev, dma, sizeof(*resp), DMA_TO_DEVICE);
	return len;
}

u32 good_own(struct good_dev *g)
{
	dma_addr_t dma;
	u32 *word = dma_alloc_noncoherent(g->dev, 4096, &dma, DMA_FROM_DEVICE, GFP_KERNEL), status;

	if (!word)
		return 0;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_sync_single_for_cpu(g->dev, dma, 4096, DMA_FROM_DEVICE);
	status = word[0];
	dma_free_noncoherent(g->dev, 4096, word, dma, DMA_FROM_DEVICE);
	return status;
}

/* Coherent memory needs no sync. */
u32 good_coherent(struct good_dev *g)
{
	dma_addr_t dma;
	u32 *word = dma_alloc_coherent(g->dev, 4096, &dma, GFP_KERNEL), status;

	if (!word)
		return 0;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	status = word[0];
	dma_free_coherent(g->dev, 4096, word, dma);
	return status;
}

/* What the driver itself has put there, before the device was told of it. */
u32 good_set_up(struct good_dev *g, u32 first)
{
	dma_addr_t dma;
	u32 *word = dma_alloc_noncoherent(g->dev, 4096, &dma, DMA_BIDIRECTIONAL, GFP_KERNEL), back;

	if (!word)
		return 0;
	word[0] = first;
	dma_sync_single_for_device(g->dev, dma, 4096, DMA_BIDIRECTIONAL);
	back = word[0];
	dma_free_noncoherent(g->dev, 4096, word, dma, DMA_BIDIRECTIONAL);
	return back;
}

struct good_rx { struct page *page; dma_addr_t dma; };

int good_rx_fill(struct good_dev *g, struct good_rx *rx, struct page *page)
{
	rx->dma = dma_map_page(g->dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, rx->dma))
		return -ENOMEM;
	rx->page = page;
	return 0;
}

u32 good_rx_take(struct good_dev *g, struct good_rx *rx)
{
	const u32 *word = page_address(rx->page);

	dma_unmap_page(g->dev, rx->dma, PAGE_SIZE, DMA_FROM_DEVICE);
	return word[0];
}

struct good_slot { void *data; dma_addr_t dma; };
struct good_ring {
	struct device *dev;
	struct good_slot slot[16];
	void __iomem *regs;
};

int good_slot_fill(struct good_ring *g, int i)
{
	g->slot[i].dma = dma_map_single(g->dev, g->slot[i].data, 1024, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, g->slot[i].dma))
		return -ENOMEM;
	writel(lower_32_bits(g->slot[i].dma), g->regs);
	return 0;
}

/* The head was synced by the caller, the rest is here. */
static void good_slot_rest(struct good_ring *g, struct good_slot *slot, void *to)
{
	u32 len = *(u32 *)slot->data;

	dma_sync_single_range_for_cpu(g->dev, slot->dma, 16, len, DMA_FROM_DEVICE);
	memcpy(to, slot->data + 16, len);
	dma_sync_single_for_device(g->dev, slot->dma, 1024, DMA_FROM_DEVICE);
}

void good_slot_peek(struct good_ring *g, int i, void *to)
{
	struct good_slot *slot = &g->slot[i];

	dma_sync_single_for_cpu(g->dev, slot->dma, 16, DMA_FROM_DEVICE);
	if (*(u32 *)slot->data > 1008)
		return;
	good_slot_rest(g, slot, to);
}

void good_slot_drop(struct good_ring *g, int i)
{
	dma_unmap_single(g->dev, g->slot[i].dma, 1024, DMA_FROM_DEVICE);
}

struct good_frame { void *data; dma_addr_t dma; };
struct good_rx_ring {
	struct device *dev;
	struct good_frame frame[16];
	void __iomem *regs;
};

int good_frame_fill(struct good_rx_ring *g, int i)
{
	g->frame[i].dma = dma_map_single(g->dev, g->frame[i].data, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, g->frame[i].dma))
		return -ENOMEM;
	writel(lower_32_bits(g->frame[i].dma), g->regs);
	return 0;
}

/* Unmapped on both ways, and mapped anew where the buffer stays. */
void *good_frame_take(struct good_rx_ring *g, int i, void *to, u32 len)
{
	struct good_frame *frame = &g->frame[i];
	void *data = frame->data;

	dma_unmap_single(g->dev, frame->dma, 2048, DMA_FROM_DEVICE);
	if (len > 256) {
		frame->data = NULL;
		return data;
	}
	memcpy(to, data, len);
	return good_frame_fill(g, i) ? NULL : to;
}

/* Another function has unmapped what is read here, and what it is of. */
static void good_frame_look(struct good_rx_ring *g, struct good_frame *frame, void *to)
{
	memcpy(to, frame->data, 64);
}

void good_frame_end(struct good_rx_ring *g, int i, void *to)
{
	dma_unmap_single(g->dev, g->frame[i].dma, 2048, DMA_FROM_DEVICE);
	good_frame_look(g, &g->frame[i], to);
}
