// SPDX-License-Identifier: Apache-2.0
/*
 * A gigabit network controller with one transmit and one receive ring.
 *
 * Shapes: descriptors in coherent memory, fragments, unwinding over a ring with
 * wrap-around, completion in NAPI, receive refill, a flag in the slot that says
 * how it was mapped. Functions that begin with bad_ are wrong on purpose.
 */
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/skbuff.h>

#define TX_RING 256
#define RX_RING 128
#define RX_BUF_SIZE 1536

#define REG_TX_BASE 0x00
#define REG_RX_BASE 0x08
#define REG_TX_KICK 0x10
#define REG_RX_KICK 0x14
#define REG_IRQ 0x18

#define DESC_OWN 0x80000000u
#define DESC_LAST 0x40000000u

struct ring_desc {
	__le32 addr_lo, addr_hi;
	__le32 ctrl;
	__le32 reserved;
};

enum slot_kind { SLOT_FREE, SLOT_SINGLE, SLOT_PAGE };

struct tx_slot {
	struct sk_buff *skb;
	enum slot_kind kind;
	DEFINE_DMA_UNMAP_ADDR(dma);
	DEFINE_DMA_UNMAP_LEN(len);
};

struct rx_slot {
	struct sk_buff *skb;
	dma_addr_t dma;
};

struct ring_priv {
	struct device *dev;
	struct net_device *ndev;
	void __iomem *regs;
	struct napi_struct napi;
	struct ring_desc *tx_desc, *rx_desc;
	dma_addr_t tx_desc_dma, rx_desc_dma;
	struct tx_slot tx[TX_RING];
	struct rx_slot rx[RX_RING];
	unsigned int tx_head, tx_tail, rx_head, rx_tail;
};

static void ring_fill_desc(struct ring_desc *d, dma_addr_t dma, u32 ctrl)
{
	d->addr_lo = cpu_to_le32(lower_32_bits(dma));
	d->addr_hi = cpu_to_le32(upper_32_bits(dma));
	dma_wmb();
	d->ctrl = cpu_to_le32(ctrl);
}

/* ---- transmit ---- */

static void ring_unmap_tx(struct ring_priv *p, struct tx_slot *s)
{
	if (s->kind == SLOT_SINGLE)
		dma_unmap_single(p->dev, dma_unmap_addr(s, dma), dma_unmap_len(s, len),
				 DMA_TO_DEVICE);
	else if (s->kind == SLOT_PAGE)
		dma_unmap_page(p->dev, dma_unmap_addr(s, dma), dma_unmap_len(s, len),
			       DMA_TO_DEVICE);
	s->kind = SLOT_FREE;
	if (s->skb)
		dev_consume_skb_any(s->skb);
	s->skb = NULL;
}

/* Correct: a failed fragment undoes all that came before it, back over the wrap. */
static netdev_tx_t ring_xmit(struct sk_buff *skb, struct net_device *ndev)
{
	struct ring_priv *p = netdev_priv(ndev);
	unsigned int first = p->tx_head, i = first, f;
	unsigned int len = skb_headlen(skb);
	dma_addr_t dma;

	dma = dma_map_single(p->dev, skb->data, len, DMA_TO_DEVICE);
	if (unlikely(dma_mapping_error(p->dev, dma)))
		goto drop;
	p->tx[i].kind = SLOT_SINGLE;
	dma_unmap_addr_set(&p->tx[i], dma, dma);
	dma_unmap_len_set(&p->tx[i], len, len);
	ring_fill_desc(&p->tx_desc[i], dma, len);

	for (f = 0; f < skb_shinfo(skb)->nr_frags; f++) {
		skb_frag_t *frag = &skb_shinfo(skb)->frags[f];

		len = skb_frag_size(frag);
		dma = skb_frag_dma_map(p->dev, frag, 0, len, DMA_TO_DEVICE);
		if (unlikely(dma_mapping_error(p->dev, dma)))
			goto unwind;
		i = (i + 1) % TX_RING;
		p->tx[i].kind = SLOT_PAGE;
		dma_unmap_addr_set(&p->tx[i], dma, dma);
		dma_unmap_len_set(&p->tx[i], len, len);
		ring_fill_desc(&p->tx_desc[i], dma, len | DESC_OWN);
	}
	p->tx[i].skb = skb;
	p->tx_desc[i].ctrl |= cpu_to_le32(DESC_LAST);
	p->tx_desc[first].ctrl |= cpu_to_le32(DESC_OWN);
	p->tx_head = (i + 1) % TX_RING;
	writel(1, p->regs + REG_TX_KICK);
	return NETDEV_TX_OK;

unwind:
	for (;;) {
		ring_unmap_tx(p, &p->tx[i]);
		if (i == first)
			break;
		i = i ? i - 1 : TX_RING - 1;
	}
drop:
	dev_kfree_skb_any(skb);
	ndev->stats.tx_dropped++;
	return NETDEV_TX_OK;
}

/* Correct: the completion unmaps what xmit has published. */
static void ring_clean_tx(struct ring_priv *p)
{
	while (p->tx_tail != p->tx_head) {
		struct ring_desc *d = &p->tx_desc[p->tx_tail];

		if (le32_to_cpu(d->ctrl) & DESC_OWN)
			break;
		dma_rmb();
		ring_unmap_tx(p, &p->tx[p->tx_tail]);
		p->tx_tail = (p->tx_tail + 1) % TX_RING;
	}
	netif_wake_queue(p->ndev);
}

/* Wrong: the handle goes straight into the descriptor that the device reads. */
static netdev_tx_t bad_xmit_direct(struct sk_buff *skb, struct net_device *ndev)
{
	struct ring_priv *p = netdev_priv(ndev);
	unsigned int i = p->tx_head;

	p->tx_desc[i].addr_lo = cpu_to_le32(dma_map_single(p->dev, skb->data, skb->len, DMA_TO_DEVICE)); // want "DMA101"
	dma_wmb();
	p->tx_desc[i].ctrl = cpu_to_le32(skb->len | DESC_LAST | DESC_OWN);
	p->tx[i].skb = skb;
	p->tx_head = (i + 1) % TX_RING;
	writel(1, p->regs + REG_TX_KICK);
	return NETDEV_TX_OK;
}

/* Wrong: the packet is freed, its head stays mapped. */
static netdev_tx_t bad_xmit_leak(struct sk_buff *skb, struct net_device *ndev)
{
	struct ring_priv *p = netdev_priv(ndev);
	unsigned int i = p->tx_head, len = skb_headlen(skb);
	skb_frag_t *frag = &skb_shinfo(skb)->frags[0];
	dma_addr_t head, tail;

	head = dma_map_single(p->dev, skb->data, len, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, head)) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	tail = skb_frag_dma_map(p->dev, frag, 0, skb_frag_size(frag), DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, tail)) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK; // want "DMA211: head"
	}
	p->tx[i].kind = SLOT_SINGLE;
	dma_unmap_addr_set(&p->tx[i], dma, head);
	dma_unmap_len_set(&p->tx[i], len, len);
	ring_fill_desc(&p->tx_desc[i], head, len);
	i = (i + 1) % TX_RING;
	p->tx[i].kind = SLOT_PAGE;
	p->tx[i].skb = skb;
	dma_unmap_addr_set(&p->tx[i], dma, tail);
	dma_unmap_len_set(&p->tx[i], len, skb_frag_size(frag));
	ring_fill_desc(&p->tx_desc[i], tail, skb_frag_size(frag) | DESC_LAST | DESC_OWN);
	p->tx_head = (i + 1) % TX_RING;
	writel(1, p->regs + REG_TX_KICK);
	return NETDEV_TX_OK;
}

/* ---- receive ---- */

/* Correct: the slot is filled only when the mapping works. */
static int ring_refill_one(struct ring_priv *p, unsigned int i)
{
	struct rx_slot *s = &p->rx[i];
	struct sk_buff *skb = netdev_alloc_skb_ip_align(p->ndev, RX_BUF_SIZE);

	if (!skb)
		return -ENOMEM;
	s->dma = dma_map_single(p->dev, skb->data, RX_BUF_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(p->dev, s->dma)) {
		s->dma = 0;
		dev_kfree_skb_any(skb);
		return -ENOMEM;
	}
	s->skb = skb;
	ring_fill_desc(&p->rx_desc[i], s->dma, RX_BUF_SIZE | DESC_OWN);
	return 0;
}

static void ring_refill(struct ring_priv *p)
{
	unsigned int next = (p->rx_head + 1) % RX_RING;

	while (next != p->rx_tail && !ring_refill_one(p, p->rx_head)) {
		p->rx_head = next;
		next = (next + 1) % RX_RING;
	}
	writel(p->rx_head, p->regs + REG_RX_KICK);
}

/* Correct: unmap, then give the packet to the stack. */
static int ring_receive(struct ring_priv *p, int budget)
{
	int done = 0;

	while (done < budget && p->rx_tail != p->rx_head) {
		struct rx_slot *s = &p->rx[p->rx_tail];
		u32 ctrl = le32_to_cpu(p->rx_desc[p->rx_tail].ctrl);
		struct sk_buff *skb = s->skb;

		if (ctrl & DESC_OWN)
			break;
		dma_rmb();
		dma_unmap_single(p->dev, s->dma, RX_BUF_SIZE, DMA_FROM_DEVICE);
		s->dma = 0;
		s->skb = NULL;
		skb_put(skb, ctrl & 0xffff);
		skb->protocol = eth_type_trans(skb, p->ndev);
		napi_gro_receive(&p->napi, skb);
		p->rx_tail = (p->rx_tail + 1) % RX_RING;
		done++;
	}
	return done;
}

/* Correct: short packets are copied, the buffer stays mapped and goes back to the device. */
static struct sk_buff *ring_copybreak(struct ring_priv *p, unsigned int i, unsigned int len)
{
	struct rx_slot *s = &p->rx[i];
	struct sk_buff *copy = netdev_alloc_skb_ip_align(p->ndev, len);

	if (!copy)
		return NULL;
	dma_sync_single_for_cpu(p->dev, s->dma, len, DMA_FROM_DEVICE);
	skb_put_data(copy, s->skb->data, len);
	dma_sync_single_for_device(p->dev, s->dma, len, DMA_FROM_DEVICE);
	ring_fill_desc(&p->rx_desc[i], s->dma, RX_BUF_SIZE | DESC_OWN);
	return copy;
}

/* Wrong: zero is not the error value. */
static int bad_refill_zero(struct ring_priv *p, unsigned int i, struct sk_buff *skb)
{
	dma_addr_t dma = dma_map_single(p->dev, skb->data, RX_BUF_SIZE, DMA_FROM_DEVICE);

	if (dma == 0) { // want "DMA102"
		dev_kfree_skb_any(skb);
		return -ENOMEM;
	}
	p->rx[i].skb = skb;
	p->rx[i].dma = dma;
	ring_fill_desc(&p->rx_desc[i], dma, RX_BUF_SIZE | DESC_OWN);
	return 0;
}

/* ---- rings ---- */

static void ring_free_rx(struct ring_priv *p)
{
	unsigned int i;

	for (i = 0; i < RX_RING; i++) {
		struct rx_slot *s = &p->rx[i];

		if (!s->skb)
			continue;
		if (s->dma)
			dma_unmap_single(p->dev, s->dma, RX_BUF_SIZE, DMA_FROM_DEVICE);
		dev_kfree_skb_any(s->skb);
		s->skb = NULL;
		s->dma = 0;
	}
}

static void ring_free_tx(struct ring_priv *p)
{
	unsigned int i;

	for (i = 0; i < TX_RING; i++)
		ring_unmap_tx(p, &p->tx[i]);
}

static void ring_free_desc(struct ring_priv *p)
{
	if (p->tx_desc)
		dma_free_coherent(p->dev, TX_RING * sizeof(*p->tx_desc), p->tx_desc,
				  p->tx_desc_dma);
	if (p->rx_desc)
		dma_free_coherent(p->dev, RX_RING * sizeof(*p->rx_desc), p->rx_desc,
				  p->rx_desc_dma);
	p->tx_desc = NULL;
	p->rx_desc = NULL;
}

/* Correct: two allocations, one test, one cleanup helper. */
static int ring_alloc_desc(struct ring_priv *p)
{
	p->tx_desc = dma_alloc_coherent(p->dev, TX_RING * sizeof(*p->tx_desc), &p->tx_desc_dma,
					GFP_KERNEL);
	p->rx_desc = dma_alloc_coherent(p->dev, RX_RING * sizeof(*p->rx_desc), &p->rx_desc_dma,
					GFP_KERNEL);
	if (!p->tx_desc || !p->rx_desc) {
		ring_free_desc(p);
		return -ENOMEM;
	}
	writel(lower_32_bits(p->tx_desc_dma), p->regs + REG_TX_BASE);
	writel(lower_32_bits(p->rx_desc_dma), p->regs + REG_RX_BASE);
	return 0;
}

/* Correct: a caller that undoes everything when one buffer of the ring fails. */
static int ring_fill_rx(struct ring_priv *p)
{
	unsigned int i;

	for (i = 0; i < RX_RING - 1; i++) {
		if (ring_refill_one(p, i)) {
			ring_free_rx(p);
			return -ENOMEM;
		}
	}
	p->rx_head = RX_RING - 1;
	return 0;
}

static irqreturn_t ring_irq(int irq, void *data)
{
	struct ring_priv *p = data;

	writel(~0u, p->regs + REG_IRQ);
	napi_schedule(&p->napi);
	return IRQ_HANDLED;
}

static int ring_poll(struct napi_struct *napi, int budget)
{
	struct ring_priv *p = container_of(napi, struct ring_priv, napi);
	int done;

	ring_clean_tx(p);
	done = ring_receive(p, budget);
	ring_refill(p);
	if (done < budget)
		napi_complete_done(napi, done);
	return done;
}

static int ring_open(struct net_device *ndev)
{
	struct ring_priv *p = netdev_priv(ndev);
	int ret = ring_alloc_desc(p);

	if (ret)
		return ret;
	ret = ring_fill_rx(p);
	if (ret)
		goto free_desc;
	ret = request_irq(ndev->irq, ring_irq, 0, ndev->name, p);
	if (ret)
		goto free_rx;
	napi_enable(&p->napi);
	netif_start_queue(ndev);
	return 0;
free_rx:
	ring_free_rx(p);
free_desc:
	ring_free_desc(p);
	return ret;
}

static int ring_stop(struct net_device *ndev)
{
	struct ring_priv *p = netdev_priv(ndev);

	netif_stop_queue(ndev);
	napi_disable(&p->napi);
	free_irq(ndev->irq, p);
	ring_free_tx(p);
	ring_free_rx(p);
	ring_free_desc(p);
	return 0;
}

/* Correct: looks at the oldest packet and leaves its buffer with the device. */
static void ring_poll_controller(struct net_device *ndev)
{
	struct ring_priv *p = netdev_priv(ndev);
	struct sk_buff *copy = NULL;

	if (p->rx_tail != p->rx_head)
		copy = ring_copybreak(p, p->rx_tail, 64);
	if (copy)
		netif_receive_skb(copy);
}

/* Older chips, each with its own mistake. */
static const struct net_device_ops bad_direct_ops = { .ndo_start_xmit = bad_xmit_direct };
static const struct net_device_ops bad_leak_ops = { .ndo_start_xmit = bad_xmit_leak };

static const struct net_device_ops ring_ops = {
	.ndo_open = ring_open,
	.ndo_stop = ring_stop,
	.ndo_start_xmit = ring_xmit,
	.ndo_poll_controller = ring_poll_controller,
};

static int ring_probe(struct platform_device *pdev)
{
	struct net_device *ndev = devm_alloc_etherdev(&pdev->dev, sizeof(struct ring_priv));
	struct ring_priv *p;
	int ret;

	if (!ndev)
		return -ENOMEM;
	SET_NETDEV_DEV(ndev, &pdev->dev);
	p = netdev_priv(ndev);
	p->dev = &pdev->dev;
	p->ndev = ndev;
	p->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(p->regs))
		return PTR_ERR(p->regs);
	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (ret)
		return ret;
	ndev->netdev_ops = &ring_ops;
	if (of_device_is_compatible(pdev->dev.of_node, "sample,ring-v0"))
		ndev->netdev_ops = &bad_direct_ops;
	else if (of_device_is_compatible(pdev->dev.of_node, "sample,ring-v1"))
		ndev->netdev_ops = &bad_leak_ops;
	netif_napi_add(ndev, &p->napi, ring_poll);
	return devm_register_netdev(&pdev->dev, ndev);
}

static int bad_resume(struct device *dev)
{
	struct ring_priv *p = dev_get_drvdata(dev);
	struct sk_buff *skb = netdev_alloc_skb(p->ndev, RX_BUF_SIZE);

	if (!skb)
		return -ENOMEM;
	ring_free_rx(p);
	return bad_refill_zero(p, 0, skb);
}
static SIMPLE_DEV_PM_OPS(ring_pm, NULL, bad_resume);

static struct platform_driver ring_driver = {
	.probe = ring_probe,
	.driver = { .name = "sample-ring", .pm = &ring_pm },
};
module_platform_driver(ring_driver);
MODULE_LICENSE("GPL");
