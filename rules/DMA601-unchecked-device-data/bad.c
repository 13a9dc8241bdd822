/* SPDX-License-Identifier: Apache-2.0 */
/* DMA601: what the device has written leads to memory unchecked. */
#include <linux/dma-mapping.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/string.h>

#define BAD_LEN 0x3fffu
#define BAD_MIN 14

struct bad_desc {
	__le32 status;
	__le16 id;
	__le16 len;
	__le32 offset;
	__le64 cookie;
	u8 count;
	u8 port;
};

struct bad_buffer {
	struct sk_buff *skb;
	dma_addr_t dma;
	u16 len;
};

struct bad_ring {
	struct device *dev;
	struct bad_desc *desc;
	dma_addr_t dma;
	unsigned int tail;
	struct bad_buffer *buffers;
	u32 packets[16];
	u8 header[64];
	u8 *pool;
	u16 pending;
	u8 *report;
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

/* The identifier that the device gives back. */
struct sk_buff *bad_identifier(struct bad_ring *ring)
{
	struct bad_desc *desc = &ring->desc[ring->tail];
	u16 id = le16_to_cpu(desc->id);

	return ring->buffers[id].skb; // want "DMA601"
}

/* An array of 16, and a byte. */
void bad_array(struct bad_ring *ring)
{
	ring->packets[ring->desc[ring->tail].port]++; // want "DMA601"
}

/* The length of a packet: that it is not too short says nothing. */
void bad_length(struct bad_ring *ring, struct sk_buff *skb)
{
	struct bad_desc *desc = &ring->desc[ring->tail];
	u32 len = le32_to_cpu(desc->status) & BAD_LEN;

	if (len < BAD_MIN)
		return;
	skb_put(skb, len); // want "DMA601"
}

/* A copy into an array that is shorter. */
void bad_copy(struct bad_ring *ring, const void *data)
{
	struct bad_desc *desc = &ring->desc[ring->tail];

	memcpy(ring->header, data, le16_to_cpu(desc->len)); // want "DMA601"
}

/* The bound of a loop. */
u32 bad_loop(struct bad_ring *ring)
{
	struct bad_desc *desc = &ring->desc[ring->tail];
	u32 sum = 0;

	for (int i = 0; i < desc->count; i++) // want "DMA601"
		sum += ring->packets[i];
	return sum;
}

/* An offset. */
u8 bad_offset(struct bad_ring *ring)
{
	u32 offset = le32_to_cpu(ring->desc[ring->tail].offset);
	u8 *data = ring->pool + offset;

	return *data; // want "DMA601"
}

/* A pointer that the driver had put there. */
void bad_cookie(struct bad_ring *ring)
{
	struct bad_buffer *buffer = (struct bad_buffer *)(unsigned long)le64_to_cpu(ring->desc[ring->tail].cookie);

	buffer->len = 0; // want "DMA601"
}

/* In a helper. */
static void bad_take(struct bad_ring *ring, u16 id)
{
	kfree_skb(ring->buffers[id].skb); // want "DMA601"
}

void bad_parameter(struct bad_ring *ring)
{
	bad_take(ring, le16_to_cpu(ring->desc[ring->tail].id));
}

static u16 bad_get(const struct bad_ring *ring)
{
	return le16_to_cpu(ring->desc[ring->tail].id);
}

void bad_result(struct bad_ring *ring)
{
	ring->buffers[bad_get(ring)].len = 0; // want "DMA601"
}

/* Kept in a field, and used by another function. */
void bad_keep(struct bad_ring *ring)
{
	ring->pending = le16_to_cpu(ring->desc[ring->tail].id);
}

void bad_kept(struct bad_ring *ring)
{
	ring->buffers[ring->pending].len = 0; // want "DMA601"
}

/* Another part of the same word was checked. */
u16 bad_other_part(struct bad_ring *ring)
{
	u32 status = le32_to_cpu(ring->desc[ring->tail].status);

	if ((status & 0xff) >= 16)
		return 0;
	return ring->buffers[status >> 16].len; // want "DMA601"
}

/* A copy of the whole descriptor. */
u16 bad_snapshot(struct bad_ring *ring)
{
	struct bad_desc desc = ring->desc[ring->tail];

	return ring->buffers[le16_to_cpu(desc.id)].len; // want "DMA601"
}

/* A buffer that is mapped for the device to write. */
int bad_map(struct bad_ring *ring)
{
	ring->dma = dma_map_single(ring->dev, ring->report, 64, DMA_FROM_DEVICE);
	return dma_mapping_error(ring->dev, ring->dma);
}

u32 bad_mapped(struct bad_ring *ring)
{
	dma_unmap_single(ring->dev, ring->dma, 64, DMA_FROM_DEVICE);
	return ring->packets[ring->report[0]]; // want "DMA601"
}

/* The header that the device puts before a packet. */
int bad_map_packet(struct bad_ring *ring, unsigned int i)
{
	struct bad_buffer *buffer = &ring->buffers[i];

	buffer->dma = dma_map_single(ring->dev, buffer->skb->data, 2048, DMA_FROM_DEVICE);
	return dma_mapping_error(ring->dev, buffer->dma);
}

void bad_packet(struct bad_ring *ring, unsigned int i)
{
	struct bad_buffer *buffer = &ring->buffers[i];
	struct bad_desc *header;

	dma_unmap_single(ring->dev, buffer->dma, 2048, DMA_FROM_DEVICE);
	header = (struct bad_desc *)buffer->skb->data;
	skb_put(buffer->skb, le16_to_cpu(header->len)); // want "DMA601"
}

/* What is unmapped was read back from the descriptor. */
void bad_unmap(struct bad_ring *ring)
{
	struct bad_desc *desc = &ring->desc[ring->tail];

	dma_unmap_single(ring->dev, ring->buffers[ring->tail].dma, le16_to_cpu(desc->len), DMA_FROM_DEVICE); // want "DMA601"
}
