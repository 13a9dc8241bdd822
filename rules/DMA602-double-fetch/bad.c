/* SPDX-License-Identifier: Apache-2.0 */
/* DMA602: checked, and read again. */
#include <linux/dma-mapping.h>
#include <linux/skbuff.h>
#include <linux/string.h>

struct bad_desc {
	__le16 len;
	__le16 id;
	u8 count;
};

struct bad_ring {
	struct device *dev;
	struct bad_desc *desc;
	dma_addr_t dma;
	unsigned int tail;
	unsigned int size;
	void **buffers;
	u8 header[64];
};

int bad_open(struct bad_ring *ring)
{
	ring->desc = dma_alloc_coherent(ring->dev, 4096, &ring->dma, GFP_KERNEL);
	return ring->desc ? 0 : -ENOMEM;
}

void bad_close(struct bad_ring *ring)
{
	dma_free_coherent(ring->dev, 4096, ring->desc, ring->dma);
}

void bad_length(struct bad_ring *ring, const void *data)
{
	struct bad_desc *desc = &ring->desc[ring->tail];

	if (le16_to_cpu(desc->len) > 64)
		return;
	memcpy(ring->header, data, le16_to_cpu(desc->len)); // want "DMA602"
}

void *bad_index(struct bad_ring *ring)
{
	if (le16_to_cpu(ring->desc[ring->tail].id) >= ring->size)
		return NULL;
	return ring->buffers[le16_to_cpu(ring->desc[ring->tail].id)]; // want "DMA602"
}

/* The compiler must read twice here. */
void *bad_once(struct bad_ring *ring)
{
	struct bad_desc *desc = &ring->desc[ring->tail];
	u16 id = READ_ONCE(desc->id);

	if (id >= ring->size)
		return NULL;
	id = READ_ONCE(desc->id);
	return ring->buffers[id]; // want "DMA602"
}
