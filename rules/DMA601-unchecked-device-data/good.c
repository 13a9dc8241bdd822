/* SPDX-License-Identifier: Apache-2.0 */
/* DMA601, correct: checked, bounded, or not the device's. */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/string.h>

#define GOOD_ENTRIES 256
#define GOOD_DONE 0x80000000u

struct good_desc {
	__le32 status;
	__le16 id;
	__le16 len;
	__le32 offset;
	u8 count;
	u8 port;
};

struct good_buffer {
	struct sk_buff *skb;
	u16 len;
};

struct good_ring {
	struct device *dev;
	struct good_desc *desc;
	struct good_desc *shadow;
	dma_addr_t dma;
	unsigned int tail;
	unsigned int size;
	struct good_buffer *buffers;
	struct good_buffer fixed[GOOD_ENTRIES];
	u32 packets[16];
	u8 header[64];
	u8 *pool;
	u16 pending;
	u8 *request;
	dma_addr_t request_dma;
	struct { u16 seen; u16 index; } state;
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

struct sk_buff *good_checked(struct good_ring *ring)
{
	u16 id = le16_to_cpu(ring->desc[ring->tail].id);

	if (id >= ring->size)
		return NULL;
	return ring->buffers[id].skb;
}

/* The other way round. */
struct sk_buff *good_checked_inside(struct good_ring *ring)
{
	u16 id = le16_to_cpu(ring->desc[ring->tail].id);

	return id < ring->size ? ring->buffers[id].skb : NULL;
}

/* A byte cannot leave an array of 256. */
u16 good_type(struct good_ring *ring)
{
	return ring->fixed[ring->desc[ring->tail].port].len;
}

/* A mask keeps it below the size. */
void good_mask(struct good_ring *ring)
{
	ring->packets[le16_to_cpu(ring->desc[ring->tail].id) & 15]++;
}

void good_shift(struct good_ring *ring)
{
	ring->packets[le16_to_cpu(ring->desc[ring->tail].id) >> 12]++;
}

/* So does one of the driver's own, and a remainder. */
u16 good_ring_mask(struct good_ring *ring)
{
	return ring->buffers[le16_to_cpu(ring->desc[ring->tail].id) & (ring->size - 1)].len;
}

u16 good_remainder(struct good_ring *ring)
{
	return ring->buffers[le16_to_cpu(ring->desc[ring->tail].id) % ring->size].len;
}

void good_min(struct good_ring *ring, const void *data)
{
	u32 len = le16_to_cpu(ring->desc[ring->tail].len);

	memcpy(ring->header, data, min(len, 64u));
}

/* Cut to what there is room for. */
void good_cut(struct good_ring *ring, struct sk_buff *skb)
{
	u32 len = le16_to_cpu(ring->desc[ring->tail].len);

	if (len > 1500)
		len = 1500;
	skb_put(skb, len);
}

/* Found equal to what the driver expects. */
u16 good_equal(struct good_ring *ring)
{
	u16 id = le16_to_cpu(ring->desc[ring->tail].id);

	if (id != ring->tail)
		return 0;
	return ring->buffers[id].len;
}

/* A helper checks. */
static bool good_is_valid(const struct good_ring *ring, u16 id)
{
	return id < ring->size;
}

u16 good_in_helper(struct good_ring *ring)
{
	u16 id = le16_to_cpu(ring->desc[ring->tail].id);

	if (!good_is_valid(ring, id))
		return 0;
	return ring->buffers[id].len;
}

/* ... or the one that uses it. */
static u16 good_use(const struct good_ring *ring, u16 id)
{
	return id < ring->size ? ring->buffers[id].len : 0;
}

u16 good_checked_below(struct good_ring *ring)
{
	return good_use(ring, le16_to_cpu(ring->desc[ring->tail].id));
}

/* One of a few. */
u32 good_switch(struct good_ring *ring)
{
	u8 port = ring->desc[ring->tail].port;

	switch (port) {
	case 0:
	case 1:
		return ring->packets[port];
	default:
		return 0;
	}
}

/* The driver's own index. */
u16 good_own(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail];

	if (!(le32_to_cpu(desc->status) & GOOD_DONE))
		return 0;
	dma_rmb();
	ring->bytes += le16_to_cpu(desc->len);
	return ring->buffers[ring->tail].len;
}

/* Memory that no device sees. */
u16 good_shadow(struct good_ring *ring)
{
	return ring->buffers[le16_to_cpu(ring->shadow[ring->tail].id)].len;
}

/* As much as was allocated for it. */
void *good_allocated(struct good_ring *ring, const void *data)
{
	u16 len = le16_to_cpu(ring->desc[ring->tail].len);
	void *copy = kmalloc(len, GFP_KERNEL);

	if (copy)
		memcpy(copy, data, len);
	return copy;
}

/* The loop has a second bound. */
u32 good_loop(struct good_ring *ring)
{
	u8 count = ring->desc[ring->tail].count;
	u32 sum = 0;

	for (int i = 0; i < count && i < 16; i++)
		sum += ring->packets[i];
	return sum;
}

/* Nothing is accessed by the counter. */
void good_count(struct good_ring *ring)
{
	for (int i = 0; i < ring->desc[ring->tail].count; i++)
		ring->bytes++;
}

/* Checked before it is kept. */
void good_keep(struct good_ring *ring)
{
	u16 id = le16_to_cpu(ring->desc[ring->tail].id);

	if (id < ring->size)
		ring->pending = id;
}

u16 good_kept(struct good_ring *ring)
{
	return ring->buffers[ring->pending].len;
}

/* Through one name of the field, and used through it. */
u16 good_kept_and_checked(struct good_ring *ring, struct good_buffer *buffer)
{
	buffer->len = le16_to_cpu(ring->desc[ring->tail].len);
	if (buffer->len > 64)
		return 0;
	memset(ring->header, 0, buffer->len);
	return buffer->len;
}

/* The end of the memory is asked for. */
u8 good_offset(struct good_ring *ring)
{
	u32 offset = le32_to_cpu(ring->desc[ring->tail].offset);
	u8 *data = ring->pool + offset;

	if (data >= ring->pool + ring->size)
		return 0;
	return *data;
}

/* The whole word was checked, the part is used. */
u16 good_whole(struct good_ring *ring)
{
	u32 status = le32_to_cpu(ring->desc[ring->tail].status);

	if (status >= ring->size)
		return 0;
	return ring->buffers[status & 0xffff].len;
}

/* A buffer that the device only reads. */
int good_map(struct good_ring *ring)
{
	ring->request_dma = dma_map_single(ring->dev, ring->request, 64, DMA_TO_DEVICE);
	return dma_mapping_error(ring->dev, ring->request_dma);
}

u32 good_request(struct good_ring *ring)
{
	dma_unmap_single(ring->dev, ring->request_dma, 64, DMA_TO_DEVICE);
	return ring->packets[ring->request[0]];
}

/* What a text takes is not what stands in it. */
void good_text(struct good_ring *ring, char *text, size_t size)
{
	size_t len = scnprintf(text, size, "%u", ring->desc[ring->tail].port);

	memset(text + len, 0, size - len);
}

/* Another member of the record that keeps such a value. */
void good_seen(struct good_ring *ring)
{
	ring->state.seen = le16_to_cpu(ring->desc[ring->tail].id);
}

u16 good_neighbour(struct good_ring *ring)
{
	return ring->buffers[ring->state.index].len;
}

/* The helper gives nothing where it fails. */
static int good_fetch(const struct good_ring *ring, u16 *id)
{
	*id = le16_to_cpu(ring->desc[ring->tail].id);
	if (*id >= ring->size)
		return -EINVAL;
	return 0;
}

u16 good_fetched(struct good_ring *ring)
{
	u16 id;

	if (good_fetch(ring, &id))
		return 0;
	return ring->buffers[id].len;
}
