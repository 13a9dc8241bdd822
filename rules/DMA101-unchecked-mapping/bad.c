/* SPDX-License-Identifier: Apache-2.0 */
/* DMA101: handles that reach the device, or are kept, with no test for failure. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>

#define RING_SIZE 64

struct tx_desc { __le32 addr, ctrl; };
struct tx_slot { struct sk_buff *skb; dma_addr_t dma; unsigned int len; };
struct bad_nic {
	struct device *dev;
	void __iomem *regs;
	struct tx_desc *desc;
	dma_addr_t desc_dma;
	struct tx_slot slot[RING_SIZE];
	unsigned int head;
	struct completion done;
	struct dma_chan *chan;
};

/* The handle goes straight into a descriptor of coherent memory. */
static netdev_tx_t bad_xmit(struct sk_buff *skb, struct net_device *ndev)
{
	struct bad_nic *nic = netdev_priv(ndev);
	struct tx_desc *d = &nic->desc[nic->head];

	d->addr = cpu_to_le32(dma_map_single(nic->dev, skb->data, skb->len, DMA_TO_DEVICE)); // want "DMA101"
	d->ctrl = cpu_to_le32(skb->len);
	nic->slot[nic->head].skb = skb;
	nic->head = (nic->head + 1) % RING_SIZE;
	writel(1, nic->regs + 0x10);
	return NETDEV_TX_OK;
}

static int bad_open(struct net_device *ndev)
{
	struct bad_nic *nic = netdev_priv(ndev);

	nic->desc = dma_alloc_coherent(nic->dev, RING_SIZE * sizeof(*nic->desc), &nic->desc_dma,
				       GFP_KERNEL);
	return nic->desc ? 0 : -ENOMEM;
}

static const struct net_device_ops bad_netdev_ops = {
	.ndo_open = bad_open,
	.ndo_start_xmit = bad_xmit,
};

/* Written to a register, waited for, unmapped: never tested. */
int bad_send(struct bad_nic *nic, void *buf, size_t len)
{
	dma_addr_t dma;

	dma = dma_map_single(nic->dev, buf, len, DMA_TO_DEVICE); // want "DMA101: dma"
	writel(lower_32_bits(dma), nic->regs + 0x20);
	writel(upper_32_bits(dma), nic->regs + 0x24);
	wait_for_completion(&nic->done);
	dma_unmap_single(nic->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* Tested, but the branch only prints. */
int bad_log_only(struct bad_nic *nic, struct page *page)
{
	dma_addr_t dma = dma_map_page(nic->dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE); // want "DMA101"

	if (dma_mapping_error(nic->dev, dma))
		dev_err(nic->dev, "cannot map the page\n");
	writel(lower_32_bits(dma), nic->regs + 0x30);
	wait_for_completion(&nic->done);
	dma_unmap_page(nic->dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
	return 0;
}

/* Given to the DMA engine. */
struct dma_async_tx_descriptor *bad_prep(struct bad_nic *nic, void *buf, size_t len,
					 dma_addr_t *out)
{
	*out = dma_map_single(nic->dev, buf, len, DMA_TO_DEVICE); // want "DMA101"
	return dmaengine_prep_slave_single(nic->chan, *out, len, DMA_MEM_TO_DEV,
					   DMA_PREP_INTERRUPT);
}

/* One branch of two is tested. */
int bad_half(struct bad_nic *nic, struct page *page, void *buf, bool use_page)
{
	dma_addr_t dma;

	if (use_page) {
		dma = dma_map_page(nic->dev, page, 0, 512, DMA_TO_DEVICE);
		if (dma_mapping_error(nic->dev, dma))
			return -ENOMEM;
	} else {
		dma = dma_map_single(nic->dev, buf, 512, DMA_TO_DEVICE); // want "DMA101"
	}
	writel(lower_32_bits(dma), nic->regs + 0x40);
	wait_for_completion(&nic->done);
	if (use_page)
		dma_unmap_page(nic->dev, dma, 512, DMA_TO_DEVICE);
	else
		dma_unmap_single(nic->dev, dma, 512, DMA_TO_DEVICE);
	return 0;
}

/* The head is tested, the fragments are not. */
int bad_frags(struct bad_nic *nic, struct sk_buff *skb)
{
	unsigned int i, n = nic->head;
	dma_addr_t dma;

	dma = dma_map_single(nic->dev, skb->data, skb_headlen(skb), DMA_TO_DEVICE);
	if (dma_mapping_error(nic->dev, dma))
		return -ENOMEM;
	nic->slot[n].dma = dma;
	writel(lower_32_bits(dma), nic->regs + 0x50);
	for (i = 0; i < skb_shinfo(skb)->nr_frags; i++) {
		skb_frag_t *frag = &skb_shinfo(skb)->frags[i];

		n = (n + 1) % RING_SIZE;
		dma = skb_frag_dma_map(nic->dev, frag, 0, skb_frag_size(frag), DMA_TO_DEVICE); // want "DMA101"
		nic->slot[n].dma = dma;
		writel(lower_32_bits(dma), nic->regs + 0x50);
	}
	return 0;
}

/* A statement: nobody can ever test or unmap it. */
void bad_discard(struct bad_nic *nic, void *buf, size_t len)
{
	dma_map_single(nic->dev, buf, len, DMA_TO_DEVICE); // want "DMA101: thrown away"
	writel(1, nic->regs + 0x60);
}

/* Kept in a field that no function of the driver tests. */
struct bad_buffer { void *data; dma_addr_t bus; struct device *dev; void __iomem *regs; };

static int bad_buffer_probe(struct platform_device *pdev)
{
	struct bad_buffer *b = platform_get_drvdata(pdev);

	b->bus = dma_map_single(b->dev, b->data, 4096, DMA_BIDIRECTIONAL); // want "DMA101: bus"
	return 0;
}

static void bad_buffer_start(struct bad_buffer *b)
{
	writel(lower_32_bits(b->bus), b->regs);
}

static void bad_buffer_remove(struct platform_device *pdev)
{
	struct bad_buffer *b = platform_get_drvdata(pdev);

	bad_buffer_start(b);
	dma_unmap_single(b->dev, b->bus, 4096, DMA_BIDIRECTIONAL);
}

static struct platform_driver bad_buffer_driver = {
	.probe = bad_buffer_probe,
	.remove = bad_buffer_remove,
};
module_platform_driver(bad_buffer_driver);

void bad_setup(struct net_device *ndev)
{
	ndev->netdev_ops = &bad_netdev_ops;
}
