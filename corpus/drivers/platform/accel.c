// SPDX-License-Identifier: Apache-2.0
/*
 * A protocol accelerator with a command queue: what is around a mapping when
 * it is made by careful people.
 *
 * Shapes: results computed from the test, attempts that are repeated, what is
 * live kept as bits, out-parameters in a row, buffers that free themselves, a
 * mapping that changes hands, headers and payload in one record, the same list
 * in both directions. Functions that begin with bad_ are wrong on purpose.
 */
#include <linux/bitops.h>
#include <linux/cleanup.h>
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define SLOTS 16
#define CMD_BYTES 256
#define REG_CMD 0x00
#define REG_LEN 0x08
#define REG_BELL 0x0c

enum command_state { CMD_IDLE, CMD_MAPPED, CMD_RUNNING };

struct command {
	struct list_head node;
	u8 *data;
	dma_addr_t dma;
	size_t len;
	enum command_state state;
	union {
		dma_addr_t reply;
		u64 status;
	};
};

struct accel {
	struct device *dev;
	void __iomem *regs;
	spinlock_t lock;
	struct mutex mutex;
	struct list_head queue;
	struct completion done;
	unsigned long live;
	dma_addr_t slot[SLOTS];
	void *buf[SLOTS];
	dma_addr_t current_dma, next_dma;
	void *current_buf, *next_buf;
};

/* ---- results computed from the test ---- */

/* Correct: the caller gets an error for a failed map, by way of a ternary. */
static int accel_map_into(struct accel *a, void *buf, size_t len, dma_addr_t *out)
{
	*out = dma_map_single(a->dev, buf, len, DMA_TO_DEVICE);
	return dma_mapping_error(a->dev, *out) ? -ENOMEM : 0;
}

/* Correct: a flag of its own. */
static int accel_flag(struct accel *a, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(a->dev, buf, len, DMA_TO_DEVICE);
	bool ok = !dma_mapping_error(a->dev, dma);

	if (likely(ok)) {
		writel(lower_32_bits(dma), a->regs + REG_CMD);
		wait_for_completion(&a->done);
		dma_unmap_single(a->dev, dma, len, DMA_TO_DEVICE);
	}
	return ok ? 0 : -ENOMEM;
}

/* Correct: both out-parameters, the first is undone when the second fails. */
static int accel_map_two(struct accel *a, struct command *c, void *reply, dma_addr_t *in, dma_addr_t *out)
{
	int ret = accel_map_into(a, c->data, c->len, in);

	if (ret)
		return ret;
	*out = dma_map_single(a->dev, reply, CMD_BYTES, DMA_FROM_DEVICE);
	ret = dma_mapping_error(a->dev, *out);
	if (ret)
		dma_unmap_single(a->dev, *in, c->len, DMA_TO_DEVICE);
	return ret;
}

static int accel_exchange(struct accel *a, struct command *c, void *reply)
{
	dma_addr_t in, out;
	int ret = accel_map_two(a, c, reply, &in, &out);

	if (ret)
		return ret;
	writel(lower_32_bits(in), a->regs + REG_CMD);
	writel(lower_32_bits(out), a->regs + REG_CMD + 4);
	ret = wait_for_completion_timeout(&a->done, HZ) ? 0 : -ETIMEDOUT;
	if (ret)
		writel(0, a->regs + REG_CMD);
	dma_unmap_single(a->dev, out, CMD_BYTES, DMA_FROM_DEVICE);
	dma_unmap_single(a->dev, in, c->len, DMA_TO_DEVICE);
	return ret;
}

/* Wrong: the second may fail, and the first is forgotten. */
static int bad_exchange(struct accel *a, struct command *c, void *reply)
{
	dma_addr_t in, out;

	if (accel_map_into(a, c->data, c->len, &in))
		return -ENOMEM;
	if (accel_map_into(a, reply, CMD_BYTES, &out))
		return -ENOMEM; // want "DMA211: in"
	writel(lower_32_bits(in), a->regs + REG_CMD);
	wait_for_completion(&a->done);
	dma_unmap_single(a->dev, out, CMD_BYTES, DMA_TO_DEVICE);
	dma_unmap_single(a->dev, in, c->len, DMA_TO_DEVICE);
	return 0;
}

/* ---- attempts ---- */

/* Correct: the last attempt decides. */
static int accel_retry(struct accel *a, struct command *c)
{
	int tries = 3;

	do {
		c->dma = dma_map_single(a->dev, c->data, c->len, DMA_TO_DEVICE);
		if (!dma_mapping_error(a->dev, c->dma))
			goto mapped;
		cond_resched();
	} while (--tries);
	return -ENOMEM;

mapped:
	c->state = CMD_MAPPED;
	writel(lower_32_bits(c->dma), a->regs + REG_CMD);
	return 0;
}

/* Correct: while it fails, something else is given up. */
static int accel_make_room(struct accel *a, struct command *c)
{
	dma_addr_t dma = dma_map_single(a->dev, c->data, c->len, DMA_TO_DEVICE);

	while (dma_mapping_error(a->dev, dma)) {
		if (list_empty(&a->queue))
			return -ENOMEM;
		list_del(a->queue.next);
		dma = dma_map_single(a->dev, c->data, c->len, DMA_TO_DEVICE);
	}
	c->dma = dma;
	c->state = CMD_MAPPED;
	return 0;
}

/* ---- what is live, as bits ---- */

static void accel_drop_slots(struct accel *a)
{
	int i;

	for (i = 0; i < SLOTS; i++)
		if (a->live & BIT(i))
			dma_unmap_single(a->dev, a->slot[i], CMD_BYTES, DMA_FROM_DEVICE);
	a->live = 0;
}

/* Correct: what failed has no bit. */
static int accel_fill_slots(struct accel *a)
{
	int i;

	for (i = 0; i < SLOTS; i++) {
		a->slot[i] = dma_map_single(a->dev, a->buf[i], CMD_BYTES, DMA_FROM_DEVICE);
		if (dma_mapping_error(a->dev, a->slot[i])) {
			accel_drop_slots(a);
			return -ENOMEM;
		}
		a->live |= BIT(i);
	}
	writel(SLOTS, a->regs + REG_LEN);
	return 0;
}

/* ---- hands that a mapping goes through ---- */

/* Correct: the next buffer becomes the current one, with its handle. */
static int accel_flip(struct accel *a)
{
	dma_addr_t dma = dma_map_single(a->dev, a->next_buf, CMD_BYTES, DMA_FROM_DEVICE);

	if (dma_mapping_error(a->dev, dma))
		return -ENOMEM;
	if (a->current_buf)
		dma_unmap_single(a->dev, a->current_dma, CMD_BYTES, DMA_FROM_DEVICE);
	swap(a->current_buf, a->next_buf);
	a->current_dma = dma;
	writel(lower_32_bits(dma), a->regs + REG_CMD);
	return 0;
}

/* Correct: the queue owns what is on it, under its lock. */
static int accel_queue(struct accel *a, struct command *c)
{
	unsigned long flags;
	int ret;

	ret = accel_map_into(a, c->data, c->len, &c->dma);
	if (ret)
		return ret;
	c->state = CMD_MAPPED;
	spin_lock_irqsave(&a->lock, flags);
	list_add_tail(&c->node, &a->queue);
	spin_unlock_irqrestore(&a->lock, flags);
	return -EINPROGRESS;
}

static void accel_complete(struct accel *a, struct command *c)
{
	switch (c->state) {
	case CMD_RUNNING:
	case CMD_MAPPED:
		dma_unmap_single(a->dev, c->dma, c->len, DMA_TO_DEVICE);
		break;
	case CMD_IDLE:
		break;
	}
	c->state = CMD_IDLE;
	c->status = 0;
	complete(&a->done);
}

static irqreturn_t accel_irq(int irq, void *data)
{
	struct accel *a = data;
	struct command *c, *tmp;

	list_for_each_entry_safe(c, tmp, &a->queue, node) {
		list_del(&c->node);
		accel_complete(a, c);
	}
	return IRQ_HANDLED;
}

/* ---- buffers that free themselves ---- */

/* Correct: the memory goes when the function does, the mapping before. */
static int accel_scoped(struct accel *a, u32 word)
{
	u32 *buf __free(kfree) = kmalloc(CMD_BYTES, GFP_KERNEL);
	dma_addr_t dma;

	if (!buf)
		return -ENOMEM;
	guard(mutex)(&a->mutex);
	buf[0] = word;
	dma = dma_map_single(a->dev, buf, CMD_BYTES, DMA_TO_DEVICE);
	if (dma_mapping_error(a->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), a->regs + REG_CMD);
	wait_for_completion(&a->done);
	dma_unmap_single(a->dev, dma, CMD_BYTES, DMA_TO_DEVICE);
	return 0;
}

/* Wrong: the memory goes on this path, and the mapping stays. */
static int bad_scoped(struct accel *a, u32 word)
{
	u32 *buf __free(kfree) = kmalloc(CMD_BYTES, GFP_KERNEL);
	dma_addr_t dma;

	if (!buf)
		return -ENOMEM;
	guard(mutex)(&a->mutex);
	buf[0] = word;
	dma = dma_map_single(a->dev, buf, CMD_BYTES, DMA_TO_DEVICE);
	if (dma_mapping_error(a->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), a->regs + REG_CMD);
	if (!wait_for_completion_timeout(&a->done, HZ))
		return -ETIMEDOUT; // want "DMA211: dma"
	dma_unmap_single(a->dev, dma, CMD_BYTES, DMA_TO_DEVICE);
	return 0;
}

static int accel_probe(struct platform_device *pdev)
{
	struct accel *a = platform_get_drvdata(pdev);
	struct command c = { .data = a->buf[0], .len = CMD_BYTES };
	int ret;

	ret = accel_fill_slots(a);
	if (ret)
		return ret;
	ret = accel_flag(a, a->buf[1], CMD_BYTES) ?: accel_exchange(a, &c, a->buf[2]);
	if (!ret)
		ret = bad_exchange(a, &c, a->buf[3]);
	if (!ret)
		ret = accel_scoped(a, 1) ?: bad_scoped(a, 2);
	if (ret)
		accel_drop_slots(a);
	return ret;
}

int accel_submit(struct accel *a, struct command *c, int how)
{
	if (how == 1)
		return accel_retry(a, c);
	if (how == 2)
		return accel_make_room(a, c);
	if (how == 3)
		return accel_flip(a);
	return accel_queue(a, c);
}
EXPORT_SYMBOL_GPL(accel_submit);

int accel_request_irq(struct accel *a, int irq)
{
	return devm_request_irq(a->dev, irq, accel_irq, 0, "accel", a);
}
EXPORT_SYMBOL_GPL(accel_request_irq);

static struct platform_driver accel_driver = { .probe = accel_probe };
module_platform_driver(accel_driver);
MODULE_LICENSE("GPL");
