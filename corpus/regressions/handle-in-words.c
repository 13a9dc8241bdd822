// SPDX-License-Identifier: Apache-2.0
/*
 * A helper of a helper splits the handle and puts its words into a descriptor whose address is computed, and another
 * reads it back from there to unmap it. Callers had no name for the place, and dmalint took the handle for forgotten.
 * Seen in two drivers with descriptors of several layouts outside of the kernel.
 */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/unaligned.h>

struct word_pair {
	__le32 low;
	__le32 high_len;
};

struct layout {
	struct device *dev;
	u32 size;
};

struct queue {
	void *descs;
	u32 put, get;
};

int queue_full(struct layout *l, struct queue *q);

#define LOW(at)			((u32)(at))
#define HIGH_LEN(at, len)	((u32)(len) << 4 | ((at) >> 32 & 0xf))

static struct word_pair *desc_at(struct layout *l, struct queue *q, u32 n)
{
	return q->descs + l->size * n;
}

static void desc_set(struct word_pair *d, dma_addr_t at, u32 len)
{
	d->low = cpu_to_le32(LOW(at));
	d->high_len = cpu_to_le32(HIGH_LEN(at, len));
}

static void queue_put(struct layout *l, struct queue *q, dma_addr_t at, u32 len)
{
	desc_set(desc_at(l, q, q->put), at, len);
}

static dma_addr_t desc_get(struct word_pair *d)
{
	return (dma_addr_t)(le32_to_cpu(d->high_len) & 0xf) << 32 | le32_to_cpu(d->low);
}

static void queue_drop(struct layout *l, struct queue *q)
{
	struct word_pair *d = desc_at(l, q, q->put);

	dma_unmap_single(l->dev, desc_get(d), le32_to_cpu(d->high_len) >> 4, DMA_TO_DEVICE);
}

int send(struct layout *l, struct queue *q, void *mem, u32 len)
{
	dma_addr_t at = dma_map_single(l->dev, mem, len, DMA_TO_DEVICE);

	if (dma_mapping_error(l->dev, at))
		return -ENOMEM;
	queue_put(l, q, at, len);
	if (queue_full(l, q)) {
		queue_drop(l, q);
		return -EBUSY;
	}
	q->put++;
	return 0;
}

/* only the upper word goes through a temporary; nothing is dropped here, the reset does it */
static void high_first(struct layout *l, struct queue *q, dma_addr_t at)
{
	struct word_pair *d = desc_at(l, q, q->put);
	u32 high = upper_32_bits(at) & 0xf, low = lower_32_bits(at);

	put_unaligned_le32(high, &d->high_len);
	put_unaligned_le32(low, &d->low);
}

static void place(struct layout *l, struct queue *q, dma_addr_t at)
{
	high_first(l, q, at);
}

int send_kept(struct layout *l, struct queue *q, void *mem, u32 len)
{
	dma_addr_t at = dma_map_single(l->dev, mem, len, DMA_TO_DEVICE);

	if (dma_mapping_error(l->dev, at))
		return -ENOMEM;
	place(l, q, at);
	if (queue_full(l, q))
		return -EBUSY;
	q->put++;
	return 0;
}

/* the same, but put into the queue only when there is room */
int bad_send(struct layout *l, struct queue *q, void *mem, u32 len)
{
	dma_addr_t at = dma_map_single(l->dev, mem, len, DMA_TO_DEVICE);

	if (dma_mapping_error(l->dev, at))
		return -ENOMEM;
	if (queue_full(l, q))
		return -EBUSY;	// want "DMA211"
	queue_put(l, q, at, len);
	q->put++;
	return 0;
}
