// SPDX-License-Identifier: Apache-2.0
/*
 * Nothing of the driver unmaps or syncs, and what the device has written is read through the field that keeps the
 * buffer, in one expression. dmalint has seen this only where the pointer was a value of its own before. What leads
 * to the data of a packet is no data, in whatever expression.
 */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>

struct answer { u32 code, word[15]; };

struct asker {
	struct device *dev;
	struct answer *answer;
	u32 *log;
	struct sk_buff *skb;
	dma_addr_t answer_at, log_at, skb_at;
	void __iomem *reg;
};

int map_answer(struct asker *a)
{
	a->answer_at = dma_map_single(a->dev, a->answer, sizeof(*a->answer), DMA_FROM_DEVICE);
	if (dma_mapping_error(a->dev, a->answer_at))
		return -ENOMEM;
	writel(lower_32_bits(a->answer_at), a->reg);
	return 0;
}

u32 read_answer(struct asker *a)
{
	return a->answer->code;	// want "DMA402: nothing of the driver"
}

int map_packet(struct asker *a)
{
	a->skb_at = dma_map_single(a->dev, a->skb->data, 1536, DMA_FROM_DEVICE);
	if (dma_mapping_error(a->dev, a->skb_at))
		return -ENOMEM;
	writel(lower_32_bits(a->skb_at), a->reg + 4);
	return 0;
}

unsigned int length_of_packet(struct asker *a)
{
	return a->skb->len;
}

int map_log(struct asker *a)
{
	a->log_at = dma_map_single(a->dev, a->log, 256, DMA_TO_DEVICE);
	if (dma_mapping_error(a->dev, a->log_at))
		return -ENOMEM;
	writel(lower_32_bits(a->log_at), a->reg + 8);
	return 0;
}

u32 last_of_log(struct asker *a, int i)
{
	return a->log[i];
}
