// SPDX-License-Identifier: Apache-2.0
/*
 * A wireless chip with several transmit rings and a command queue.
 *
 * Shapes: handles in skb->cb and behind accessors, chained and nested
 * assignments, one record for several rings, one local that is filled from two
 * sources, slots that are tested by whoever uses them. Functions that begin with
 * bad_ are wrong on purpose.
 */
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <net/mac80211.h>
#include <net/page_pool/helpers.h>

#define RING 64
#define QUEUES 4
#define RX_SIZE 2048
#define CMD_SIZE 256

#define REG_RING(q) (0x40 + 16 * (q))
#define REG_RX 0x10
#define REG_CMD 0x20

struct wl_desc { __le32 addr, addr_hi, ctrl, pad; };

/* One record for tx, rx and the command queue. */
struct wl_meta {
	struct sk_buff *skb;
	void *buf;
	dma_addr_t dmaaddr;
};

struct wl_ring {
	struct wl_desc *desc;
	dma_addr_t base;
	struct wl_meta meta[RING];
	unsigned int head, tail;
	bool tx;
};

struct wl_regbuf {
	void *data;
	dma_addr_t addr;
	size_t length;
};

struct wl {
	struct device *dev;
	struct ieee80211_hw *hw;
	void __iomem *regs;
	struct wl_ring tx[QUEUES], rx;
	struct wl_regbuf cmd, event;
	struct page_pool *pool;
	struct completion done;
};

/* The place of the handle in the packet's control buffer. */
struct wl_cb { dma_addr_t dma; u32 len; };

static struct wl_cb *wl_cb(struct sk_buff *skb)
{
	return (struct wl_cb *)IEEE80211_SKB_CB(skb)->driver_data;
}

static dma_addr_t wl_regbuf_addr(struct wl_regbuf *rb)
{
	return rb->addr;
}

/* ---- mapping by ring ---- */

static dma_addr_t wl_map(struct wl *wl, struct wl_ring *ring, void *buf, size_t len)
{
	if (ring->tx)
		return dma_map_single(wl->dev, buf, len, DMA_TO_DEVICE);
	return dma_map_single(wl->dev, buf, len, DMA_FROM_DEVICE);
}

static void wl_unmap(struct wl *wl, struct wl_ring *ring, dma_addr_t addr, size_t len)
{
	if (ring->tx)
		dma_unmap_single(wl->dev, addr, len, DMA_TO_DEVICE);
	else
		dma_unmap_single(wl->dev, addr, len, DMA_FROM_DEVICE);
}

/* Correct: a test of the driver's own, with a range; it undoes what only the range forbids. */
static bool wl_mapping_bad(struct wl *wl, struct wl_ring *ring, dma_addr_t addr, size_t len)
{
	if (unlikely(dma_mapping_error(wl->dev, addr)))
		return true;
	if (unlikely(addr + len > DMA_BIT_MASK(32))) {
		wl_unmap(wl, ring, addr, len);
		return true;
	}
	return false;
}

static void wl_write_desc(struct wl_ring *ring, unsigned int i, dma_addr_t addr, u32 ctrl)
{
	ring->desc[i].addr = cpu_to_le32(lower_32_bits(addr));
	ring->desc[i].addr_hi = cpu_to_le32(upper_32_bits(addr));
	wmb();
	ring->desc[i].ctrl = cpu_to_le32(ctrl);
}

/* ---- transmit ---- */

/* Correct: the slot is filled, tested through the driver's predicate, undone on failure. */
static int wl_tx_ring(struct wl *wl, struct wl_ring *ring, struct sk_buff *skb)
{
	struct wl_meta *meta = &ring->meta[ring->head];

	meta->skb = skb;
	meta->dmaaddr = wl_map(wl, ring, skb->data, skb->len);
	if (wl_mapping_bad(wl, ring, meta->dmaaddr, skb->len)) {
		meta->skb = NULL;
		meta->dmaaddr = 0;
		return -EIO;
	}
	wl_write_desc(ring, ring->head, meta->dmaaddr, skb->len);
	ring->head = (ring->head + 1) % RING;
	writel(ring->head, wl->regs + REG_RING(0));
	return 0;
}

static void wl_tx_done(struct wl *wl, struct wl_ring *ring)
{
	while (ring->tail != ring->head) {
		struct wl_meta *meta = &ring->meta[ring->tail];

		wl_unmap(wl, ring, meta->dmaaddr, meta->skb->len);
		ieee80211_tx_status_irqsafe(wl->hw, meta->skb);
		meta->skb = NULL;
		ring->tail = (ring->tail + 1) % RING;
	}
}

/* Correct: the handle lives in the packet. */
static int wl_tx_cb(struct wl *wl, struct sk_buff *skb)
{
	struct wl_cb *cb = wl_cb(skb);

	cb->len = skb->len;
	cb->dma = dma_map_single(wl->dev, skb->data, skb->len, DMA_TO_DEVICE);
	if (dma_mapping_error(wl->dev, cb->dma)) {
		ieee80211_free_txskb(wl->hw, skb);
		return -ENOMEM;
	}
	writel(lower_32_bits(cb->dma), wl->regs + REG_RING(1));
	return 0;
}

static void wl_tx_cb_done(struct wl *wl, struct sk_buff *skb)
{
	struct wl_cb *cb = wl_cb(skb);

	dma_unmap_single(wl->dev, cb->dma, cb->len, DMA_TO_DEVICE);
	ieee80211_tx_status_irqsafe(wl->hw, skb);
}

/* Correct: raw control buffer, tested in the same spelling. */
static int wl_rx_cb(struct wl *wl, struct sk_buff *skb)
{
	*(dma_addr_t *)skb->cb = dma_map_single(wl->dev, skb->data, RX_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(wl->dev, *(dma_addr_t *)skb->cb)) {
		dev_kfree_skb_any(skb);
		return -ENOMEM;
	}
	writel(lower_32_bits(*(dma_addr_t *)skb->cb), wl->regs + REG_RX);
	return 0;
}

static void wl_rx_cb_done(struct wl *wl, struct sk_buff *skb)
{
	dma_unmap_single(wl->dev, *(dma_addr_t *)skb->cb, RX_SIZE, DMA_FROM_DEVICE);
	ieee80211_rx_irqsafe(wl->hw, skb);
}

/* Wrong: the packet is given up, its mapping is not. */
static void bad_tx(struct ieee80211_hw *hw, struct ieee80211_tx_control *control,
		   struct sk_buff *skb)
{
	struct wl *wl = hw->priv;
	struct wl_ring *ring = &wl->tx[0];
	dma_addr_t dma = dma_map_single(wl->dev, skb->data, skb->len, DMA_TO_DEVICE);

	if (dma_mapping_error(wl->dev, dma)) {
		ieee80211_free_txskb(hw, skb);
		return;
	}
	if ((ring->head + 1) % RING == ring->tail) {
		dev_kfree_skb_any(skb);
		return; // want "DMA211: dma"
	}
	ring->meta[ring->head].skb = skb;
	ring->meta[ring->head].dmaaddr = dma;
	wl_write_desc(ring, ring->head, dma, skb->len);
	ring->head = (ring->head + 1) % RING;
	writel(ring->head, wl->regs + REG_RING(0));
}

/* Wrong: two handles, the second is written to the chip untested. */
static int bad_tx_two(struct wl *wl, void *header, struct sk_buff *skb)
{
	dma_addr_t first, second;

	first = dma_map_single(wl->dev, header, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(wl->dev, first))
		return -ENOMEM;
	second = dma_map_single(wl->dev, skb->data, skb->len, DMA_TO_DEVICE);
	if (dma_mapping_error(wl->dev, first)) { // want "DMA106: second"
		dma_unmap_single(wl->dev, first, 64, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	writel(lower_32_bits(first), wl->regs + REG_RING(2));
	writel(lower_32_bits(second), wl->regs + REG_RING(2) + 4);
	wait_for_completion(&wl->done);
	dma_unmap_single(wl->dev, second, skb->len, DMA_TO_DEVICE);
	dma_unmap_single(wl->dev, first, 64, DMA_TO_DEVICE);
	return 0;
}

/* ---- receive ---- */

/* Correct: one local, filled by the page pool or by a map call. wl_start() does not undo it when it fails. */
static int wl_rx_refill(struct wl *wl, struct wl_ring *ring, unsigned int i)
{
	struct wl_meta *meta = &ring->meta[i];
	struct page *page = NULL;
	dma_addr_t dma;

	if (wl->pool) {
		page = page_pool_dev_alloc_pages(wl->pool);
		if (!page)
			return -ENOMEM;
		meta->buf = page_address(page);
		dma = page_pool_get_dma_addr(page);
	} else {
		meta->buf = kmalloc(RX_SIZE, GFP_ATOMIC);
		if (!meta->buf)
			return -ENOMEM;
		dma = dma_map_single(wl->dev, meta->buf, RX_SIZE, DMA_FROM_DEVICE); // want "DMA211: when 'wl_start' fails"
		if (dma_mapping_error(wl->dev, dma)) {
			kfree(meta->buf);
			meta->buf = NULL;
			return -ENOMEM;
		}
	}
	meta->dmaaddr = dma;
	wl_write_desc(ring, i, dma, RX_SIZE);
	return 0;
}

/* Correct: the stack's offset is part of the handle and taken off again. */
static int wl_rx_aligned(struct wl *wl, struct sk_buff *skb, dma_addr_t *out)
{
	dma_addr_t dma = dma_map_single(wl->dev, skb->head, RX_SIZE, DMA_FROM_DEVICE);

	if (dma_mapping_error(wl->dev, dma))
		return -ENOMEM;
	*out = dma + NET_IP_ALIGN;
	writel(lower_32_bits(dma + NET_IP_ALIGN), wl->regs + REG_RX);
	return 0;
}

/* Wrong: nested in arithmetic, untested. */
static void bad_rx_aligned(struct wl *wl, struct sk_buff *skb)
{
	writel(lower_32_bits(dma_map_single(wl->dev, skb->head, RX_SIZE, DMA_FROM_DEVICE) + NET_IP_ALIGN), wl->regs + REG_RX); // want "DMA101"
	wl_cb(skb)->len = RX_SIZE;
}

/* ---- commands ---- */

/* Correct: tested through the accessor, reset on failure. */
static int wl_regbuf_map(struct wl *wl, struct wl_regbuf *rb)
{
	rb->addr = dma_map_single(wl->dev, rb->data, rb->length, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(wl->dev, wl_regbuf_addr(rb))) {
		rb->addr = 0;
		return -ENOMEM;
	}
	return 0;
}

static void wl_regbuf_unmap(struct wl *wl, struct wl_regbuf *rb)
{
	if (!rb->addr)
		return;
	dma_unmap_single(wl->dev, wl_regbuf_addr(rb), rb->length, DMA_BIDIRECTIONAL);
	rb->addr = 0;
}

/* Correct: two buffers, the first is undone when the second fails. */
static int wl_commands_start(struct wl *wl)
{
	int ret = wl_regbuf_map(wl, &wl->cmd);

	if (ret)
		return ret;
	ret = wl_regbuf_map(wl, &wl->event);
	if (ret) {
		wl_regbuf_unmap(wl, &wl->cmd);
		return ret;
	}
	writel(lower_32_bits(wl->cmd.addr), wl->regs + REG_CMD);
	writel(lower_32_bits(wl_regbuf_addr(&wl->event)), wl->regs + REG_CMD + 4);
	return 0;
}

static void wl_commands_stop(struct wl *wl)
{
	wl_regbuf_unmap(wl, &wl->event);
	wl_regbuf_unmap(wl, &wl->cmd);
}

/* Correct: one value for two places, both tested by it. */
static int wl_command(struct wl *wl, void *buf, dma_addr_t *keep)
{
	dma_addr_t dma;

	dma = *keep = dma_map_single(wl->dev, buf, CMD_SIZE, DMA_TO_DEVICE);
	if (dma_mapping_error(wl->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), wl->regs + REG_CMD);
	return 0;
}

/* Wrong: the command's buffer is part of the stack. */
static int bad_command(struct wl *wl, u16 id)
{
	__le16 command[4] = { cpu_to_le16(id) };
	dma_addr_t dma = dma_map_single(wl->dev, command, sizeof(command), DMA_TO_DEVICE); // want "DMA301: command"

	if (dma_mapping_error(wl->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), wl->regs + REG_CMD);
	wait_for_completion(&wl->done);
	dma_unmap_single(wl->dev, dma, sizeof(command), DMA_TO_DEVICE);
	return 0;
}

/* ---- set-up ---- */

static void wl_tx(struct ieee80211_hw *hw, struct ieee80211_tx_control *control,
		  struct sk_buff *skb)
{
	struct wl *wl = hw->priv;

	if (wl_tx_ring(wl, &wl->tx[skb->queue_mapping % QUEUES], skb))
		ieee80211_free_txskb(hw, skb);
}

static void wl_tx_packet(struct ieee80211_hw *hw, struct ieee80211_tx_control *control,
			 struct sk_buff *skb)
{
	wl_tx_cb(hw->priv, skb);
}

static void wl_stop(struct ieee80211_hw *hw, bool suspend)
{
	struct wl *wl = hw->priv;
	int q;

	for (q = 0; q < QUEUES; q++)
		wl_tx_done(wl, &wl->tx[q]);
	wl_commands_stop(wl);
}

static int wl_start(struct ieee80211_hw *hw)
{
	struct wl *wl = hw->priv;
	struct sk_buff *skb = dev_alloc_skb(RX_SIZE);
	void *buf = kzalloc(CMD_SIZE, GFP_KERNEL);
	dma_addr_t keep, aligned;
	int ret = -ENOMEM;

	if (!skb || !buf)
		goto free;
	ret = wl_commands_start(wl);
	if (ret)
		goto free;
	ret = bad_command(wl, 1) ?: bad_tx_two(wl, buf, skb) ?: wl_rx_refill(wl, &wl->rx, 0);
	if (ret)
		goto stop;
	ret = wl_command(wl, buf, &keep);
	if (ret)
		goto stop;
	wait_for_completion(&wl->done);
	dma_unmap_single(wl->dev, keep, CMD_SIZE, DMA_TO_DEVICE);
	ret = wl_rx_aligned(wl, skb, &aligned);
	if (ret)
		goto stop;
	wait_for_completion(&wl->done);
	dma_unmap_single(wl->dev, aligned - NET_IP_ALIGN, RX_SIZE, DMA_FROM_DEVICE);
	bad_rx_aligned(wl, skb);
	kfree(buf);
	return 0;
stop:
	wl_commands_stop(wl);
free:
	kfree(buf);
	kfree_skb(skb);
	return ret;
}

static irqreturn_t wl_irq(int irq, void *data)
{
	struct wl *wl = data;
	struct sk_buff *skb = wl->rx.meta[0].skb;

	if (skb) {
		wl_rx_cb_done(wl, skb);
		wl->rx.meta[0].skb = NULL;
	}
	skb = wl->tx[1].meta[0].skb;
	if (skb)
		wl_tx_cb_done(wl, skb);
	complete(&wl->done);
	return IRQ_HANDLED;
}

static int wl_resume(struct device *dev)
{
	struct wl *wl = dev_get_drvdata(dev);
	struct sk_buff *skb = dev_alloc_skb(RX_SIZE);
	int ret;

	if (!skb)
		return -ENOMEM;
	ret = wl_rx_cb(wl, skb);
	if (!ret)
		wl->rx.meta[0].skb = skb;
	return ret;
}
static SIMPLE_DEV_PM_OPS(wl_pm, NULL, wl_resume);

static const struct ieee80211_ops wl_ops = { .tx = wl_tx, .start = wl_start, .stop = wl_stop };
static const struct ieee80211_ops wl_packet_ops = {
	.tx = wl_tx_packet,
	.start = wl_start,
	.stop = wl_stop,
};
static const struct ieee80211_ops bad_ops = { .tx = bad_tx, .start = wl_start, .stop = wl_stop };

static int wl_alloc_ring(struct wl *wl, struct wl_ring *ring, bool tx)
{
	ring->tx = tx;
	ring->desc =
		dmam_alloc_coherent(wl->dev, RING * sizeof(*ring->desc), &ring->base, GFP_KERNEL);
	return ring->desc ? 0 : -ENOMEM;
}

static int wl_probe(struct platform_device *pdev)
{
	const struct ieee80211_ops *chip = pdev->id == 2 ? &wl_packet_ops : &wl_ops;
	const struct ieee80211_ops *ops = pdev->id == 1 ? &bad_ops : chip;
	struct ieee80211_hw *hw = ieee80211_alloc_hw(sizeof(struct wl), ops);
	struct wl *wl;
	int q, ret;

	if (!hw)
		return -ENOMEM;
	wl = hw->priv;
	wl->hw = hw;
	wl->dev = &pdev->dev;
	init_completion(&wl->done);
	wl->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(wl->regs)) {
		ret = PTR_ERR(wl->regs);
		goto free;
	}
	wl->cmd.length = wl->event.length = CMD_SIZE;
	wl->cmd.data = devm_kzalloc(&pdev->dev, CMD_SIZE, GFP_KERNEL);
	wl->event.data = devm_kzalloc(&pdev->dev, CMD_SIZE, GFP_KERNEL);
	ret = wl->cmd.data && wl->event.data ? wl_alloc_ring(wl, &wl->rx, false) : -ENOMEM;
	for (q = 0; q < QUEUES && !ret; q++)
		ret = wl_alloc_ring(wl, &wl->tx[q], true);
	if (!ret)
		ret = devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), wl_irq, 0, "wlan",
				       wl);
	if (!ret)
		ret = ieee80211_register_hw(hw);
	if (!ret)
		return 0;
free:
	ieee80211_free_hw(hw);
	return ret;
}

static struct platform_driver wl_driver = {
	.probe = wl_probe,
	.driver = { .name = "sample-wlan", .pm = &wl_pm },
};
module_platform_driver(wl_driver);
MODULE_LICENSE("GPL");
