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
