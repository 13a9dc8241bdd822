// SPDX-License-Identifier: Apache-2.0
/*
 * A PCI network card whose driver is half ported from the calls of before 5.18.
 *
 * Shapes: obsolete calls beside current ones, a mask fallback, the two halves of
 * a map-and-test in different functions, discarded handles. Functions that begin
 * with bad_ are wrong on purpose.
 */
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/skbuff.h>

#define TX_RING 32
#define RX_RING 32
#define RX_SIZE 1536

struct legacy_desc { __le64 addr; __le32 len, status; };
struct legacy_buf { struct sk_buff *skb; dma_addr_t mapping; u32 length; u16 flags; };
#define FLAG_PAGE 1

struct legacy {
	struct pci_dev *pdev;
	struct net_device *ndev;
	void __iomem *regs;
	struct legacy_desc *ring;
	dma_addr_t ring_dma;
	struct legacy_buf tx[TX_RING], rx[RX_RING];
	void *stats;
	dma_addr_t stats_dma;
	unsigned int tx_head, tx_tail;
	struct completion done;
};

/* ---- masks ---- */

/* Wrong: a flag that can never be cleared. */
static int bad_masks(struct pci_dev *pdev, struct net_device *ndev)
{
	if (!dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64))) {
		ndev->features |= NETIF_F_HIGHDMA;
	} else if (dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32))) { // want "DMA502"
		dev_err(&pdev->dev, "no usable DMA\n");
		return -EIO;
	}
	return 0;
}

/* Correct: what the card can do decides. */
static int legacy_masks(struct pci_dev *pdev, struct net_device *ndev)
{
	u64 mask = pdev->revision > 2 ? DMA_BIT_MASK(64) : DMA_BIT_MASK(32);

	if (mask > DMA_BIT_MASK(32))
		ndev->features |= NETIF_F_HIGHDMA;
	return dma_set_mask_and_coherent(&pdev->dev, mask);
}

/* ---- obsolete calls ---- */

static int bad_old_ring(struct legacy *l)
{
	l->stats = pci_alloc_consistent(l->pdev, 256, &l->stats_dma); // want "DMA701: dma_alloc_coherent"
	if (!l->stats)
		return -ENOMEM;
	return 0;
}

static void bad_old_ring_free(struct legacy *l)
{
	pci_free_consistent(l->pdev, 256, l->stats, l->stats_dma); // want "DMA701"
}

static int bad_old_loopback(struct legacy *l, void *buf, size_t len)
{
	dma_addr_t dma;

	dma = pci_map_single(l->pdev, buf, len, PCI_DMA_TODEVICE); // want "DMA701"
	if (pci_dma_mapping_error(l->pdev, dma)) // want "DMA701"
		return -ENOMEM;
	writel(lower_32_bits(dma), l->regs);
	wait_for_completion(&l->done);
	pci_unmap_single(l->pdev, dma, len, PCI_DMA_TODEVICE); // want "DMA701"
	return 0;
}

/* ---- transmit ---- */

/* Correct: the flag in the slot says how it was mapped. */
static void legacy_unmap(struct legacy *l, struct legacy_buf *b)
{
	if (b->flags & FLAG_PAGE)
		dma_unmap_page(&l->pdev->dev, b->mapping, b->length, DMA_TO_DEVICE);
	else
		dma_unmap_single(&l->pdev->dev, b->mapping, b->length, DMA_TO_DEVICE);
	b->mapping = 0;
	b->flags = 0;
}

/* Correct: map here ... */
static void legacy_map_head(struct legacy *l, struct legacy_buf *b, struct sk_buff *skb)
{
	b->length = skb_headlen(skb);
	b->flags = 0;
	b->mapping = dma_map_single(&l->pdev->dev, skb->data, b->length, DMA_TO_DEVICE);
}

static void legacy_map_frag(struct legacy *l, struct legacy_buf *b, const skb_frag_t *frag)
{
	b->length = skb_frag_size(frag);
	b->flags = FLAG_PAGE;
	b->mapping = skb_frag_dma_map(&l->pdev->dev, frag, 0, b->length, DMA_TO_DEVICE);
}

/* ... and test there; --i undoes what came before. */
static netdev_tx_t legacy_xmit(struct sk_buff *skb, struct net_device *ndev)
{
	struct legacy *l = netdev_priv(ndev);
	int i, frags = skb_shinfo(skb)->nr_frags;

	if (frags >= TX_RING)
		return NETDEV_TX_BUSY;
	legacy_map_head(l, &l->tx[0], skb);
	if (dma_mapping_error(&l->pdev->dev, l->tx[0].mapping))
		goto drop;
	for (i = 1; i <= frags; i++) {
		legacy_map_frag(l, &l->tx[i], &skb_shinfo(skb)->frags[i - 1]);
		if (dma_mapping_error(&l->pdev->dev, l->tx[i].mapping)) {
			while (--i >= 0)
				legacy_unmap(l, &l->tx[i]);
			goto drop;
		}
	}
	for (i = 0; i <= frags; i++) {
		l->ring[i].addr = cpu_to_le64(l->tx[i].mapping);
		l->ring[i].len = cpu_to_le32(l->tx[i].length);
	}
	l->tx[frags].skb = skb;
	l->tx_head = frags + 1;
	wmb();
	writel(1, l->regs + 4);
	return NETDEV_TX_OK;
drop:
	dev_kfree_skb_any(skb);
	ndev->stats.tx_dropped++;
	return NETDEV_TX_OK;
}

static void legacy_clean(struct legacy *l)
{
	while (l->tx_tail != l->tx_head) {
		struct legacy_buf *b = &l->tx[l->tx_tail++];

		legacy_unmap(l, b);
		dev_consume_skb_any(b->skb);
		b->skb = NULL;
	}
}

/* Wrong: the handle is thrown away, the card is given the physical address. */
static netdev_tx_t bad_xmit(struct sk_buff *skb, struct net_device *ndev)
{
	struct legacy *l = netdev_priv(ndev);

	dma_map_single(&l->pdev->dev, skb->data, skb->len, DMA_TO_DEVICE); // want "DMA101: thrown away"
	l->ring[0].addr = cpu_to_le64(virt_to_phys(skb->data));
	l->ring[0].len = cpu_to_le32(skb->len);
	l->tx[0].skb = skb;
	writel(1, l->regs + 4);
	return NETDEV_TX_OK;
}

/* Unclean: a fragment is a page, and is undone as if it were not. Both are one function today: low. */
static int send_frag(struct legacy *l, const skb_frag_t *frag)
{
	dma_addr_t dma = skb_frag_dma_map(&l->pdev->dev, frag, 0, 256, DMA_TO_DEVICE);

	if (dma_mapping_error(&l->pdev->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), l->regs);
	wait_for_completion(&l->done);
	dma_unmap_single(&l->pdev->dev, dma, 256, DMA_TO_DEVICE);
	return 0;
}

/* ---- receive ---- */

/* Correct: WARN_ON() is a test, break leaves what was filled. */
static int legacy_fill(struct legacy *l)
{
	int i;

	for (i = 0; i < RX_RING; i++) {
		struct legacy_buf *b = &l->rx[i];
		dma_addr_t dma;

		b->skb = netdev_alloc_skb(l->ndev, RX_SIZE);
		if (!b->skb)
			break;
		dma = dma_map_single(&l->pdev->dev, b->skb->data, RX_SIZE, DMA_FROM_DEVICE);
		if (WARN_ON(dma_mapping_error(&l->pdev->dev, dma))) {
			dev_kfree_skb(b->skb);
			b->skb = NULL;
			break;
		}
		b->mapping = dma;
		l->ring[i].addr = cpu_to_le64(dma);
	}
	return i;
}

static void legacy_drain(struct legacy *l)
{
	int i;

	for (i = 0; i < RX_RING; i++) {
		struct legacy_buf *b = &l->rx[i];

		if (!b->skb)
			continue;
		dma_unmap_single(&l->pdev->dev, b->mapping, RX_SIZE, DMA_FROM_DEVICE);
		dev_kfree_skb_any(b->skb);
		b->skb = NULL;
	}
}

/* Correct: the stored result, looked at after other work. */
static int legacy_test_packet(struct legacy *l, struct sk_buff *skb)
{
	struct device *dev = &l->pdev->dev;
	dma_addr_t dma = dma_map_single(dev, skb->data, ETH_ZLEN, DMA_TO_DEVICE);
	int err = dma_mapping_error(dev, dma);

	l->ndev->stats.tx_packets++;
	if (err) {
		l->ndev->stats.tx_errors++;
		return err;
	}
	writel(lower_32_bits(dma), l->regs);
	wait_for_completion(&l->done);
	dma_unmap_single(dev, dma, ETH_ZLEN, DMA_TO_DEVICE);
	return 0;
}

static irqreturn_t legacy_irq(int irq, void *data)
{
	struct legacy *l = data;

	legacy_clean(l);
	complete(&l->done);
	return IRQ_HANDLED;
}

static int legacy_open(struct net_device *ndev)
{
	struct legacy *l = netdev_priv(ndev);
	struct sk_buff *skb = netdev_alloc_skb(ndev, RX_SIZE);
	int ret;

	if (!skb)
		return -ENOMEM;
	ret = legacy_test_packet(l, skb);
	if (!ret && skb_shinfo(skb)->nr_frags)
		ret = send_frag(l, &skb_shinfo(skb)->frags[0]);
	if (!ret)
		ret = bad_old_loopback(l, skb->data, ETH_ZLEN);
	dev_kfree_skb(skb);
	if (ret)
		return ret;
	if (!legacy_fill(l))
		return -ENOMEM;
	return 0;
}

static int legacy_stop(struct net_device *ndev)
{
	struct legacy *l = netdev_priv(ndev);

	legacy_clean(l);
	legacy_drain(l);
	return 0;
}

static const struct net_device_ops legacy_ops = {
	.ndo_open = legacy_open,
	.ndo_stop = legacy_stop,
	.ndo_start_xmit = legacy_xmit,
};

static const struct net_device_ops bad_ops = {
	.ndo_open = legacy_open,
	.ndo_stop = legacy_stop,
	.ndo_start_xmit = bad_xmit,
};

static int legacy_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *ndev = devm_alloc_etherdev(&pdev->dev, sizeof(struct legacy));
	struct legacy *l;
	int ret;

	if (!ndev)
		return -ENOMEM;
	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	l = netdev_priv(ndev);
	l->pdev = pdev;
	l->ndev = ndev;
	l->regs = pcim_iomap(pdev, 0, 0);
	init_completion(&l->done);
	ret = id->driver_data ? bad_masks(pdev, ndev) : legacy_masks(pdev, ndev);
	if (ret)
		return ret;
	l->ring = dmam_alloc_coherent(&pdev->dev, TX_RING * sizeof(*l->ring), &l->ring_dma,
				      GFP_KERNEL);
	if (!l->ring)
		return -ENOMEM;
	ret = bad_old_ring(l);
	if (ret)
		return ret;
	ndev->netdev_ops = id->driver_data ? &bad_ops : &legacy_ops;
	pci_set_drvdata(pdev, l);
	ret = devm_request_irq(&pdev->dev, pdev->irq, legacy_irq, IRQF_SHARED, "legacy", l);
	if (!ret)
		ret = devm_register_netdev(&pdev->dev, ndev);
	if (ret)
		bad_old_ring_free(l);
	return ret;
}

static void legacy_remove(struct pci_dev *pdev)
{
	bad_old_ring_free(pci_get_drvdata(pdev));
}

static const struct pci_device_id legacy_ids[] = {
	{ PCI_DEVICE(0x1234, 0x0001) },
	{ PCI_DEVICE(0x1234, 0x0002), .driver_data = 1 },
	{ }
};
MODULE_DEVICE_TABLE(pci, legacy_ids);

static struct pci_driver legacy_driver = {
	.name = "sample-legacy",
	.id_table = legacy_ids,
	.probe = legacy_probe,
	.remove = legacy_remove,
};
module_pci_driver(legacy_driver);
MODULE_LICENSE("GPL");
