/* SPDX-License-Identifier: Apache-2.0 */
/* DMA411: the words of a descriptor are read in an order that nothing keeps. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#define BAD_DONE 0x80000000u
#define BAD_OWN 0x1u
#define BAD_TX_OWN 0x40000000u

struct bad_desc {
	__le32 status;
	__le32 len;
	__le32 info;
	__le32 flags;
	__le32 room;
	u8 color;
};

struct bad_ring {
	struct device *dev;
	struct bad_desc *desc;
	dma_addr_t dma;
	unsigned int tail;
	u8 color;
	unsigned int bytes;
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

/* A bit that the device sets. */
int bad_done(struct bad_ring *ring, int budget)
{
	int done = 0;

	while (done < budget) {
		struct bad_desc *desc = &ring->desc[ring->tail];

		if (!(le32_to_cpu(desc->status) & BAD_DONE)) // want "DMA411"
			break;
		ring->bytes += le32_to_cpu(desc->len);
		ring->tail = (ring->tail + 1) & 63;
		done++;
	}
	return done;
}

/* A bit that the device clears; READ_ONCE() keeps no order. */
int bad_owner(struct bad_ring *ring)
{
	u32 status = le32_to_cpu(READ_ONCE(ring->desc[ring->tail].status));

	if (status & BAD_OWN) // want "DMA411"
		return 0;
	return (int)le32_to_cpu(READ_ONCE(ring->desc[ring->tail].len));
}

static bool bad_is_mine(const struct bad_desc *desc, u8 color)
{
	return (desc->color & 1) == color;
}

static u32 bad_info(const struct bad_desc *desc)
{
	return le32_to_cpu(desc->info);
}

/* The test and the read are in helpers. */
bool bad_helpers(struct bad_ring *ring)
{
	struct bad_desc *desc = ring->desc + ring->tail;

	if (!bad_is_mine(desc, ring->color)) // want "DMA411"
		return false;
	ring->bytes += bad_info(desc);
	return true;
}

/* What was read before the test is older still. */
int bad_early(struct bad_ring *ring)
{
	struct bad_desc *desc = &ring->desc[ring->tail];
	u32 len = le32_to_cpu(desc->len);
	u32 status = le32_to_cpu(desc->status);

	if (!(status & BAD_DONE)) // want "DMA411"
		return 0;
	return (int)len;
}

/* The descriptor is copied as a whole. */
bool bad_copied(struct bad_ring *ring, struct bad_desc *out)
{
	struct bad_desc *desc = &ring->desc[ring->tail];

	if (!(desc->status & cpu_to_le32(BAD_DONE))) // want "DMA411"
		return false;
	memcpy(out, desc, sizeof(*out));
	return true;
}

/* A barrier for writes is none for reads. */
u32 bad_barrier(struct bad_ring *ring)
{
	struct bad_desc *desc = &ring->desc[ring->tail];

	if (!(le32_to_cpu(desc->status) & BAD_DONE)) // want "DMA411"
		return 0;
	dma_wmb();
	return le32_to_cpu(desc->len);
}

/* The owner's bit of what is sent: the device clears it. */
int bad_reclaim(struct bad_ring *ring)
{
	int done = 0;

	while (done < 64) {
		struct bad_desc *desc = &ring->desc[ring->tail];

		if (le32_to_cpu(desc->flags) & BAD_TX_OWN)
			break;
		ring->tail = (ring->tail + 1) & 63;
		done++;
	}
	return done;
}

/* The size may reach memory after the bit. */
void bad_send(struct bad_ring *ring, u32 len)
{
	struct bad_desc *desc = &ring->desc[ring->tail];

	desc->room = cpu_to_le32(len);
	desc->flags = cpu_to_le32(BAD_TX_OWN | 4); // want "DMA411"
	ring->tail = (ring->tail + 1) & 63;
}

static void bad_give(struct bad_desc *desc)
{
	desc->flags |= cpu_to_le32(BAD_TX_OWN);
}

/* A lock keeps no order for a device, neither does the doorbell behind it. */
void bad_send_locked(struct bad_ring *ring, u32 len, spinlock_t *lock, void __iomem *doorbell)
{
	struct bad_desc *desc = &ring->desc[ring->tail];

	spin_lock(lock);
	WRITE_ONCE(desc->room, cpu_to_le32(len));
	spin_unlock(lock);
	bad_give(desc); // want "DMA411"
	writel(1, doorbell);
	ring->tail = (ring->tail + 1) & 63;
}

/* The index goes to the device by a register that does not wait for the descriptor. */
void bad_kick(struct bad_ring *ring, u32 len, void __iomem *doorbell)
{
	ring->desc[ring->tail].room = cpu_to_le32(len);
	ring->tail = (ring->tail + 1) & 63;
	writel_relaxed(ring->tail, doorbell); // want "DMA411"
}

static void bad_write(void __iomem *regs, u32 value)
{
	__raw_writel(value, regs);
}

/* The same through the driver's accessor, by the address of the memory; smp_wmb() is for other CPUs. */
void bad_point(struct bad_ring *ring, u32 len, void __iomem *regs)
{
	ring->desc->room = cpu_to_le32(len);
	smp_wmb();
	bad_write(regs, lower_32_bits(ring->dma)); // want "DMA411"
}

/* ---- a helper that gives the entry, or none ---- */

static struct bad_desc *bad_next(struct bad_ring *ring)
{
	struct bad_desc *desc = &ring->desc[ring->tail & 63];

	return (READ_ONCE(desc->color) & 1) == ring->color ? desc : NULL;
}

int bad_poll(struct bad_ring *ring, int budget)
{
	struct bad_desc *desc;
	int done = 0;

	while (done < budget) {
		desc = bad_next(ring);
		if (!desc) // want "DMA411"
			break;
		ring->bytes += le32_to_cpu(desc->len);
		ring->tail++;
		done++;
	}
	return done;
}
