/* SPDX-License-Identifier: Apache-2.0 */
/* DMA411, correct: ordered, told otherwise, or no other word of the descriptor. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#define GOOD_DONE 0x80000000u
#define GOOD_ERROR 0x2u

struct good_desc {
	__le32 status;
	__le32 len;
	__le32 info;
	dma_addr_t addr;
	void *cookie;
	u8 color;
};

struct good_ring {
	struct device *dev;
	void __iomem *regs;
	spinlock_t lock;
	struct good_desc *desc;
	struct good_desc *shadow;
	dma_addr_t dma;
	unsigned int tail;
	unsigned int head;
	u8 color;
	unsigned int bytes;
	unsigned int errors;
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

int good_barrier(struct good_ring *ring, int budget)
{
	int done = 0;

	while (done < budget) {
		struct good_desc *desc = &ring->desc[ring->tail];

		if (!(le32_to_cpu(desc->status) & GOOD_DONE))
			break;
		dma_rmb();
		ring->bytes += le32_to_cpu(desc->len);
		ring->tail = (ring->tail + 1) & 63;
		done++;
	}
	return done;
}

#define good_order() do { rmb(); } while (0)

static u32 good_ordered_len(const struct good_desc *desc)
{
	dma_rmb();
	return le32_to_cpu(desc->len);
}

/* The barrier is in a helper. */
u32 good_helper(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail];

	if (!(le32_to_cpu(desc->status) & GOOD_DONE))
		return 0;
	return good_ordered_len(desc);
}

/* ... or in the helper that tests. */
static bool good_is_done(const struct good_desc *desc)
{
	bool done = le32_to_cpu(desc->status) & GOOD_DONE;

	dma_rmb();
	return done;
}

u32 good_tested_in_helper(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail];

	if (!good_is_done(desc))
		return 0;
	dma_rmb();
	return le32_to_cpu(desc->len);
}

/* A register is read between: that orders, too. */
u32 good_register(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail];

	if (!(le32_to_cpu(desc->status) & GOOD_DONE))
		return 0;
	ring->head = readl(ring->regs);
	return le32_to_cpu(desc->len);
}

/* A lock is taken between. */
u32 good_lock(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail];
	u32 len;

	if (!(le32_to_cpu(desc->status) & GOOD_DONE))
		return 0;
	spin_lock(&ring->lock);
	len = le32_to_cpu(desc->len);
	spin_unlock(&ring->lock);
	return len;
}

/* All is in the tested word. */
u32 good_one_word(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail];
	u32 status = le32_to_cpu(desc->status);

	if (!(status & GOOD_DONE))
		return 0;
	return (status & 0xffff) + (le32_to_cpu(desc->status) >> 16);
}

/* The driver has put the address there itself, and the cookie is none of the device's. */
void *good_own_words(struct good_ring *ring, dma_addr_t *addr)
{
	struct good_desc *desc = &ring->desc[ring->tail];

	if (!(le32_to_cpu(desc->status) & GOOD_DONE))
		return NULL;
	*addr = desc->addr;
	return desc->cookie;
}

void good_fill(struct good_ring *ring, dma_addr_t addr, void *cookie)
{
	struct good_desc *desc = &ring->desc[ring->head];

	desc->addr = addr;
	desc->cookie = cookie;
}

/* Another descriptor. */
u32 good_next(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail];

	if (!(le32_to_cpu(desc->status) & GOOD_DONE))
		return 0;
	desc = &ring->desc[ring->tail + 1];
	return le32_to_cpu(desc->len);
}

/* An index of the hardware tells; the word says whether it has failed. */
void good_index(struct good_ring *ring)
{
	u32 head = readl(ring->regs);

	while (ring->tail != head) {
		struct good_desc *desc = &ring->desc[ring->tail];

		if (le32_to_cpu(desc->status) & GOOD_ERROR) {
			ring->errors++;
			break;
		}
		ring->bytes += le32_to_cpu(desc->len);
		ring->tail = (ring->tail + 1) & 63;
	}
}

/* Memory that no device sees. */
u32 good_shadow(struct good_ring *ring)
{
	struct good_desc *desc = &ring->shadow[ring->tail];

	if (!(le32_to_cpu(desc->status) & GOOD_DONE))
		return 0;
	return le32_to_cpu(desc->len);
}

/* Nothing but stores behind the test: a branch orders these. */
void good_stores(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail];

	if (!(le32_to_cpu(desc->status) & GOOD_DONE))
		return;
	desc->len = 0;
	desc->status = 0;
}

/* Both words belong to the condition; what follows is ordered. */
u32 good_two_conditions(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail];

	if (!(le32_to_cpu(desc->status) & GOOD_DONE) || desc->color != ring->color)
		return 0;
	dma_rmb();
	return le32_to_cpu(desc->len);
}

/* A macro of the driver that has the barrier in it. */
u32 good_macro(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail];

	if (!(le32_to_cpu(desc->status) & GOOD_DONE))
		return 0;
	good_order();
	return le32_to_cpu(desc->len);
}

#define GOOD_TX_OWN 0x40000000u

struct good_tx_desc {
	__le32 flags;
	__le32 len;
	__le32 addr;
	__le32 next;
};

struct good_tx {
	struct device *dev;
	void __iomem *regs;
	struct good_tx_desc *ring;
	dma_addr_t dma;
	unsigned int head;
	unsigned int tail;
};

int good_tx_open(struct good_tx *tx)
{
	tx->ring = dma_alloc_coherent(tx->dev, 4096, &tx->dma, GFP_KERNEL);
	if (!tx->ring)
		return -ENOMEM;
	/* nothing runs yet */
	for (tx->head = 0; tx->head < 64; tx->head++) {
		tx->ring[tx->head].next = cpu_to_le32((u32)tx->dma);
		tx->ring[tx->head].flags = cpu_to_le32(GOOD_TX_OWN);
	}
	return 0;
}

void good_tx_close(struct good_tx *tx)
{
	dma_free_coherent(tx->dev, 4096, tx->ring, tx->dma);
}

void good_reclaim(struct good_tx *tx)
{
	while (tx->tail != tx->head) {
		if (le32_to_cpu(tx->ring[tx->tail].flags) & GOOD_TX_OWN)
			break;
		tx->tail = (tx->tail + 1) & 63;
	}
}

void good_send(struct good_tx *tx, u32 addr, u32 len)
{
	struct good_tx_desc *desc = &tx->ring[tx->head];

	desc->addr = cpu_to_le32(addr);
	desc->len = cpu_to_le32(len);
	dma_wmb();
	desc->flags = cpu_to_le32(GOOD_TX_OWN);
	tx->head = (tx->head + 1) & 63;
}

/* The device has no bit in this word that it waits for. */
void good_send_index(struct good_tx *tx, u32 addr, u32 len)
{
	struct good_tx_desc *desc = &tx->ring[tx->head];

	desc->addr = cpu_to_le32(addr);
	desc->flags = cpu_to_le32(len & 0xffff);
	tx->head = (tx->head + 1) & 63;
	writel(tx->head, tx->regs);
}

static void good_give(struct good_tx_desc *desc)
{
	wmb();
	desc->flags |= cpu_to_le32(GOOD_TX_OWN);
}

/* The barrier is in the helper that gives. */
void good_send_by_helper(struct good_tx *tx, u32 addr)
{
	struct good_tx_desc *desc = &tx->ring[tx->head];

	desc->addr = cpu_to_le32(addr);
	good_give(desc);
	tx->head = (tx->head + 1) & 63;
}

/* The second of two is given with the first, behind a barrier. */
void good_send_two(struct good_tx *tx, u32 addr, u32 other)
{
	struct good_tx_desc *first = &tx->ring[tx->head], *second = &tx->ring[tx->head + 1];

	first->addr = cpu_to_le32(addr);
	second->addr = cpu_to_le32(other);
	second->flags = cpu_to_le32(GOOD_TX_OWN);
	dma_wmb();
	first->flags = cpu_to_le32(GOOD_TX_OWN);
	tx->head = (tx->head + 2) & 63;
}

#define good_reg_write(tx, value) writel(value, (tx)->regs)

/* A macro of the driver over an accessor that orders. */
void good_kick_by_macro(struct good_tx *tx, u32 addr)
{
	tx->ring[tx->head].addr = cpu_to_le32(addr);
	tx->head = (tx->head + 1) & 63;
	good_reg_write(tx, tx->head);
}

void good_kick_relaxed(struct good_tx *tx, u32 addr)
{
	tx->ring[tx->head].addr = cpu_to_le32(addr);
	tx->head = (tx->head + 1) & 63;
	dma_wmb();
	writel_relaxed(tx->head, tx->regs);
}

/* A mask of interrupts is no doorbell. */
void good_mask(struct good_tx *tx, u32 addr, u32 mask)
{
	tx->ring[tx->head].addr = cpu_to_le32(addr);
	tx->head = (tx->head + 1) & 63;
	writel_relaxed(mask, tx->regs + 4);
	writel(tx->head, tx->regs);
}

/* The position is only noted: another register starts the device, and orders. */
void good_start_later(struct good_tx *tx, u32 addr)
{
	tx->ring[tx->head].addr = cpu_to_le32(addr);
	tx->head = (tx->head + 1) & 63;
	writel_relaxed(tx->head, tx->regs);
	writel(1, tx->regs + 8);
}

/* ---- a helper that gives the entry, or none ---- */

static struct good_desc *good_entry(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail & 63];

	return (READ_ONCE(desc->color) & 1) == ring->color ? desc : NULL;
}

/* The caller orders. */
int good_poll(struct good_ring *ring, int budget)
{
	struct good_desc *desc;
	int done = 0;

	while (done < budget) {
		desc = good_entry(ring);
		if (!desc)
			break;
		dma_rmb();
		ring->bytes += le32_to_cpu(desc->len);
		ring->tail++;
		done++;
	}
	return done;
}

static struct good_desc *good_next_ordered(struct good_ring *ring)
{
	struct good_desc *desc = &ring->desc[ring->tail & 63];

	if (!(le32_to_cpu(desc->status) & GOOD_DONE))
		return NULL;
	dma_rmb();
	return desc;
}

/* The helper does. */
int good_poll_ordered(struct good_ring *ring)
{
	struct good_desc *desc;
	int done = 0;

	while ((desc = good_next_ordered(ring))) {
		ring->bytes += le32_to_cpu(desc->len);
		ring->tail++;
		done++;
	}
	return done;
}

/* A slot of the driver's own, which no device writes. */
struct good_slot { u32 used, len; };

static struct good_slot *good_slot_next(struct good_slot *slots, unsigned int n)
{
	struct good_slot *slot = &slots[n & 63];

	return slot->used ? slot : NULL;
}

unsigned int good_slots(struct good_slot *slots)
{
	struct good_slot *slot;
	unsigned int n = 0, len = 0;

	while ((slot = good_slot_next(slots, n++)))
		len += slot->len;
	return len;
}

/* Whether there is one is all that is asked. */
bool good_pending(struct good_ring *ring)
{
	return good_entry(ring) != NULL;
}
