/* SPDX-License-Identifier: Apache-2.0 */
/* DMA602, correct: read once, checked each time, or not used where that matters. */
#include <linux/dma-mapping.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/string.h>

struct good_desc {
	__le16 len;
	__le16 id;
	u8 count;
};

struct good_ring {
	struct device *dev;
	struct good_desc *desc;
	struct good_desc *shadow;
	dma_addr_t dma;
	unsigned int tail;
	unsigned int size;
	void **buffers;
	u8 header[64];
	unsigned int bytes;
};

int good_open(struct good_ring *ring)
{
	ring->shadow = kzalloc(4096, GFP_KERNEL);
	if (!ring->shadow)
		return -ENOMEM;
	ring->desc = dma_alloc_coherent(ring->dev, 4096, &ring->dma, GFP_KERNEL);
	if (!ring->desc) {
		kfree(ring->shadow);
		return -ENOMEM;
	}
	return 0;
}

void good_close(struct good_ring *ring)
{
	dma_free_coherent(ring->dev, 4096, ring->desc, ring->dma);
	kfree(ring->shadow);
}

void good_once(struct good_ring *ring, const void *data)
{
	u16 len = le16_to_cpu(READ_ONCE(ring->desc[ring->tail].len));

	if (len > 64)
		return;
	memcpy(ring->header, data, len);
}

/* Both are checked. */
void good_both(struct good_ring *ring, const void *data)
{
	struct good_desc *desc = &ring->desc[ring->tail];

	if (le16_to_cpu(desc->len) > 64 || le16_to_cpu(desc->len) > ring->size)
		return;
	ring->bytes += le16_to_cpu(desc->len);
}

/* The second one only counts. */
void good_count(struct good_ring *ring, const void *data)
{
	struct good_desc *desc = &ring->desc[ring->tail];
	u16 len = le16_to_cpu(desc->len);

	if (len > 64)
		return;
	memcpy(ring->header, data, len);
	ring->bytes += le16_to_cpu(desc->len);
}

/* The second read gives what is too small to matter. */
u8 good_small(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail];

	if (le16_to_cpu(desc->id) >= ring->size)
		return 0;
	return ring->header[le16_to_cpu(desc->id) & 63];
}

/* Memory that no device sees. */
void *good_shadow(struct good_ring *ring)
{
	struct good_desc *desc = &ring->shadow[ring->tail];

	if (le16_to_cpu(desc->id) >= ring->size)
		return NULL;
	return ring->buffers[le16_to_cpu(desc->id)];
}

/* Only whether it is there is asked twice. */
void *good_flag(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail];

	if (!desc->count)
		return NULL;
	if (!desc->count)
		return NULL;
	return ring->buffers[ring->tail];
}
