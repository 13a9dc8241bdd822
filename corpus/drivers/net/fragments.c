// SPDX-License-Identifier: Apache-2.0
/*
 * The transmit and receive paths of a network controller with many fragments
 * to a packet and a pool of receive pages.
 *
 * Shapes: the test at the head of the next round, tests in a chain, WARN_ON, a
 * loop that walks back, a cleanup that asks for the handle, lengths kept beside
 * the handle, maps without synchronisation, a count of live fragments. Functions
 * that begin with bad_ are wrong on purpose.
 */
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/io.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>

#define RING 128
#define PARTS (MAX_SKB_FRAGS + 1)
#define RX_BYTES 2048
#define RX_PAD 64

#define REG_TAIL 0x10
#define REG_RX 0x20

struct part_desc {
	__le64 addr;
	__le32 len;
	__le32 flags;
};

struct part {
	DEFINE_DMA_UNMAP_ADDR(dma);
	DEFINE_DMA_UNMAP_LEN(len);
	bool is_page;
};

struct tx_packet {
	struct sk_buff *skb;
	struct part part[PARTS];
	unsigned int parts;
};

struct rx_page {
	struct page *page;
	dma_addr_t dma;
	unsigned int offset;
};

struct rx_buffer {
	void *data;
	dma_addr_t dma;
};

struct frag_priv {
	struct device *dev;
	struct net_device *ndev;
	void __iomem *regs;
	struct part_desc *desc;
	struct tx_packet tx[RING];
	struct rx_page rx[RING];
	struct rx_buffer small[RING];
	unsigned int head, rx_head;
	unsigned long dropped;
};

static void frag_set_desc(struct part_desc *d, dma_addr_t dma, unsigned int len)
{
	d->addr = cpu_to_le64(dma);
	d->len = cpu_to_le32(len);
}

/* ---- transmit ---- */

/* What is live is counted, so that undoing needs no test of a handle. */
static void frag_unmap_packet(struct frag_priv *p, struct tx_packet *t)
{
	unsigned int i;

	for (i = 0; i < t->parts; i++) {
		struct part *part = &t->part[i];

		if (part->is_page)
			dma_unmap_page(p->dev, dma_unmap_addr(part, dma), dma_unmap_len(part, len),
				       DMA_TO_DEVICE);
		else
			dma_unmap_single(p->dev, dma_unmap_addr(part, dma), dma_unmap_len(part, len),
					 DMA_TO_DEVICE);
	}
	t->parts = 0;
}

/* Correct: each round tests what the round before has mapped. */
static netdev_tx_t frag_xmit(struct sk_buff *skb, struct net_device *ndev)
{
	struct frag_priv *p = netdev_priv(ndev);
	struct tx_packet *t = &p->tx[p->head % RING];
	unsigned int len = skb_headlen(skb), f = 0;
	dma_addr_t dma = dma_map_single(p->dev, skb->data, len, DMA_TO_DEVICE);

	t->parts = 0;
	for (;;) {
		struct part *part = &t->part[t->parts];

		if (dma_mapping_error(p->dev, dma))
			goto undo;
		dma_unmap_addr_set(part, dma, dma);
		dma_unmap_len_set(part, len, len);
		part->is_page = f > 0;
		frag_set_desc(&p->desc[t->parts], dma, len);
		t->parts++;
		if (f == skb_shinfo(skb)->nr_frags)
			break;
		len = skb_frag_size(&skb_shinfo(skb)->frags[f]);
		dma = skb_frag_dma_map(p->dev, &skb_shinfo(skb)->frags[f], 0, len, DMA_TO_DEVICE);
		f++;
	}
	t->skb = skb;
	p->head++;
	writel(p->head, p->regs + REG_TAIL);
	return NETDEV_TX_OK;

undo:
	frag_unmap_packet(p, t);
	dev_kfree_skb_any(skb);
	p->dropped++;
	return NETDEV_TX_OK;
}

/* Correct: the failed fragment is not live; the loop walks back over the others. */
static int frag_map_all(struct frag_priv *p, struct sk_buff *skb, dma_addr_t *dma)
{
	int i;

	for (i = 0; i < skb_shinfo(skb)->nr_frags; i++) {
		skb_frag_t *frag = &skb_shinfo(skb)->frags[i];

		dma[i] = skb_frag_dma_map(p->dev, frag, 0, skb_frag_size(frag), DMA_TO_DEVICE);
		if (WARN_ON(dma_mapping_error(p->dev, dma[i])))
			goto undo;
	}
	return i;

undo:
	while (--i >= 0)
		dma_unmap_page(p->dev, dma[i], skb_frag_size(&skb_shinfo(skb)->frags[i]),
			       DMA_TO_DEVICE);
	return -ENOMEM;
}

static netdev_tx_t frag_xmit_array(struct sk_buff *skb, struct net_device *ndev)
{
	struct frag_priv *p = netdev_priv(ndev);
	dma_addr_t dma[MAX_SKB_FRAGS];
	int n = frag_map_all(p, skb, dma), i;

	if (n < 0) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	for (i = 0; i < n; i++) {
		struct part *part = &p->tx[p->head % RING].part[i];

		dma_unmap_addr_set(part, dma, dma[i]);
		dma_unmap_len_set(part, len, skb_frag_size(&skb_shinfo(skb)->frags[i]));
		part->is_page = true;
		frag_set_desc(&p->desc[i], dma[i], skb_frag_size(&skb_shinfo(skb)->frags[i]));
	}
	p->tx[p->head % RING].parts = n;
	p->tx[p->head % RING].skb = skb;
	writel(++p->head, p->regs + REG_TAIL);
	return NETDEV_TX_OK;
}

/* Wrong: the head is tested, the first fragment is not. */
static netdev_tx_t bad_xmit_half(struct sk_buff *skb, struct net_device *ndev)
{
	struct frag_priv *p = netdev_priv(ndev);
	skb_frag_t *frag = &skb_shinfo(skb)->frags[0];
	dma_addr_t head, tail;

	head = dma_map_single(p->dev, skb->data, skb_headlen(skb), DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, head)) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	tail = skb_frag_dma_map(p->dev, frag, 0, skb_frag_size(frag), DMA_TO_DEVICE); // want "DMA101: written to the hardware"
	frag_set_desc(&p->desc[0], head, skb_headlen(skb));
	frag_set_desc(&p->desc[1], tail, skb_frag_size(frag));
	dma_unmap_addr_set(&p->tx[p->head % RING].part[0], dma, head);
	dma_unmap_addr_set(&p->tx[p->head % RING].part[1], dma, tail);
	p->tx[p->head % RING].skb = skb;
	writel(lower_32_bits(tail), p->regs + REG_TAIL);
	return NETDEV_TX_OK;
}

/* Correct: both are tested, in one chain; what succeeded is undone. */
static netdev_tx_t frag_xmit_two(struct sk_buff *skb, struct net_device *ndev)
{
	struct frag_priv *p = netdev_priv(ndev);
	skb_frag_t *frag = &skb_shinfo(skb)->frags[0];
	struct tx_packet *t = &p->tx[p->head % RING];
	dma_addr_t head, tail;

	head = dma_map_single(p->dev, skb->data, skb_headlen(skb), DMA_TO_DEVICE);
	tail = skb_frag_dma_map(p->dev, frag, 0, skb_frag_size(frag), DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, head) || dma_mapping_error(p->dev, tail)) {
		if (!dma_mapping_error(p->dev, head))
			dma_unmap_single(p->dev, head, skb_headlen(skb), DMA_TO_DEVICE);
		if (!dma_mapping_error(p->dev, tail))
			dma_unmap_page(p->dev, tail, skb_frag_size(frag), DMA_TO_DEVICE);
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	dma_unmap_addr_set(&t->part[0], dma, head);
	dma_unmap_len_set(&t->part[0], len, skb_headlen(skb));
	dma_unmap_addr_set(&t->part[1], dma, tail);
	dma_unmap_len_set(&t->part[1], len, skb_frag_size(frag));
	t->part[1].is_page = true;
	t->parts = 2;
	t->skb = skb;
	writel(++p->head, p->regs + REG_TAIL);
	return NETDEV_TX_OK;
}

/* Correct: the queue is full only after the map, and the packet goes back. */
static netdev_tx_t frag_xmit_busy(struct sk_buff *skb, struct net_device *ndev)
{
	struct frag_priv *p = netdev_priv(ndev);
	dma_addr_t dma = dma_map_single(p->dev, skb->data, skb->len, DMA_TO_DEVICE);

	if (unlikely(dma_mapping_error(p->dev, dma))) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	if (readl(p->regs + REG_TAIL) == p->head) {
		dma_unmap_single(p->dev, dma, skb->len, DMA_TO_DEVICE);
		netif_stop_queue(ndev);
		return NETDEV_TX_BUSY;
	}
	dma_unmap_addr_set(&p->tx[p->head % RING].part[0], dma, dma);
	dma_unmap_len_set(&p->tx[p->head % RING].part[0], len, skb->len);
	writel(++p->head, p->regs + REG_TAIL);
	return NETDEV_TX_OK;
}

/* Wrong: the packet is dropped with its mapping, and OK is returned as always. */
static netdev_tx_t bad_xmit_full(struct sk_buff *skb, struct net_device *ndev)
{
	struct frag_priv *p = netdev_priv(ndev);
	dma_addr_t dma = dma_map_single(p->dev, skb->data, skb->len, DMA_TO_DEVICE);

	if (unlikely(dma_mapping_error(p->dev, dma))) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	if (readl(p->regs + REG_TAIL) == p->head) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK; // want "DMA211: dma"
	}
	dma_unmap_addr_set(&p->tx[p->head % RING].part[0], dma, dma);
	dma_unmap_len_set(&p->tx[p->head % RING].part[0], len, skb->len);
	writel(++p->head, p->regs + REG_TAIL);
	return NETDEV_TX_OK;
}

/* ---- receive ---- */

/* Correct: the page is mapped for as long as it is ours, and synchronised by hand. */
static bool frag_rx_refill(struct frag_priv *p, struct rx_page *r)
{
	struct page *page = dev_alloc_page();
	dma_addr_t dma;

	if (!page)
		return false;
	dma = dma_map_page_attrs(p->dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE,
				 DMA_ATTR_SKIP_CPU_SYNC);
	if (dma_mapping_error(p->dev, dma)) {
		__free_page(page);
		return false;
	}
	r->page = page;
	r->dma = dma;
	r->offset = 0;
	return true;
}

static void frag_rx_one(struct frag_priv *p, struct rx_page *r, unsigned int len)
{
	dma_sync_single_range_for_cpu(p->dev, r->dma, r->offset, len, DMA_FROM_DEVICE);
	napi_alloc_frag(len);
	r->offset += len;
	dma_sync_single_range_for_device(p->dev, r->dma, r->offset, RX_BYTES, DMA_FROM_DEVICE);
}

static void frag_rx_release(struct frag_priv *p, struct rx_page *r)
{
	dma_unmap_page_attrs(p->dev, r->dma, PAGE_SIZE, DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
	__free_page(r->page);
	r->page = NULL;
}

/* Correct: padding on both sides, and 0 for "none", set where the map has failed. */
static int frag_small_fill(struct frag_priv *p, struct rx_buffer *b)
{
	b->data = netdev_alloc_frag(RX_BYTES + RX_PAD);
	if (!b->data)
		return -ENOMEM;
	b->dma = dma_map_single(p->dev, b->data, RX_BYTES + RX_PAD, DMA_FROM_DEVICE);
	if (dma_mapping_error(p->dev, b->dma)) {
		b->dma = 0;
		return -EIO;
	}
	return 0;
}

static void frag_small_drop(struct frag_priv *p, struct rx_buffer *b)
{
	if (b->dma)
		dma_unmap_single(p->dev, b->dma, RX_BYTES + RX_PAD, DMA_FROM_DEVICE);
	b->dma = 0;
	skb_free_frag(b->data);
}

static int frag_open(struct net_device *ndev)
{
	struct frag_priv *p = netdev_priv(ndev);
	int i, ret;

	for (i = 0; i < RING; i++) {
		if (!frag_rx_refill(p, &p->rx[i])) {
			ret = -ENOMEM;
			goto undo;
		}
		ret = frag_small_fill(p, &p->small[i]);
		if (ret) {
			frag_small_drop(p, &p->small[i]);
			frag_rx_release(p, &p->rx[i]);
			goto undo;
		}
	}
	writel(1, p->regs + REG_RX);
	return 0;

undo:
	while (i--) {
		frag_small_drop(p, &p->small[i]);
		frag_rx_release(p, &p->rx[i]);
	}
	return ret;
}

static int frag_stop(struct net_device *ndev)
{
	struct frag_priv *p = netdev_priv(ndev);
	int i;

	for (i = 0; i < RING; i++) {
		frag_small_drop(p, &p->small[i]);
		frag_rx_release(p, &p->rx[i]);
		frag_unmap_packet(p, &p->tx[i]);
	}
	return 0;
}

static const struct net_device_ops frag_ops = {
	.ndo_open = frag_open,
	.ndo_stop = frag_stop,
	.ndo_start_xmit = frag_xmit,
};

static const struct net_device_ops frag_array_ops = { .ndo_start_xmit = frag_xmit_array };
static const struct net_device_ops frag_two_ops = { .ndo_start_xmit = frag_xmit_two };
static const struct net_device_ops frag_busy_ops = { .ndo_start_xmit = frag_xmit_busy };
static const struct net_device_ops frag_bad_ops[] = {
	{ .ndo_start_xmit = bad_xmit_half },
	{ .ndo_start_xmit = bad_xmit_full },
};

void frag_setup(struct net_device *ndev, int kind)
{
	struct frag_priv *p = netdev_priv(ndev);
	unsigned int i;

	for (i = 0; i < RING; i++)
		frag_rx_one(p, &p->rx[i], ETH_HLEN);
	ndev->netdev_ops = kind == 1 ? &frag_array_ops : kind == 2 ? &frag_two_ops :
			   kind == 3 ? &frag_busy_ops : kind > 3 ? &frag_bad_ops[kind & 1] : &frag_ops;
}
