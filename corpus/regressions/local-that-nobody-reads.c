// SPDX-License-Identifier: Apache-2.0
/*
 * The handle goes into a local variable that nothing reads, or that only the test reads: it can be neither given to
 * the device nor unmapped, as if it had been thrown away. dmalint said nothing. Seen outside of the kernel.
 */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>

struct nic {
	struct device *dev;
	struct sk_buff_head q;
	void __iomem *regs;
};

int nic_note(struct nic *n, dma_addr_t at);

void never_read(struct nic *n, struct sk_buff *skb)
{
	dma_addr_t m;

	m = dma_map_single(n->dev, skb->data, skb->len, DMA_TO_DEVICE);	// want "DMA101: thrown away"
	__skb_queue_tail(&n->q, skb);
}

void only_tested(struct nic *n, struct sk_buff *skb)
{
	dma_addr_t m = dma_map_single(n->dev, skb->data, skb->len, DMA_TO_DEVICE);

	if (dma_mapping_error(n->dev, m))
		return;
	__skb_queue_tail(&n->q, skb);
}	// want "DMA211"

/* passed on */
void told(struct nic *n, struct sk_buff *skb)
{
	dma_addr_t m = dma_map_single(n->dev, skb->data, skb->len, DMA_TO_DEVICE);

	if (dma_mapping_error(n->dev, m))
		return;
	nic_note(n, m);
}

/* others may fill the variable, and look at it */
void by_address(struct nic *n, struct sk_buff *skb, void (*note)(dma_addr_t *))
{
	dma_addr_t m = dma_map_single(n->dev, skb->data, skb->len, DMA_TO_DEVICE);

	if (dma_mapping_error(n->dev, m))
		return;
	note(&m);
}
