/* SPDX-License-Identifier: Apache-2.0 */
/* DMA511: memory for a device is allocated or freed by what may sleep, where nobody may. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/usb.h>

struct bad_dev {
	struct device *dev;
	struct usb_device *udev;
	struct urb *urb;
	struct tasklet_struct tasklet;
	struct timer_list timer;
	struct dma_pool *pool, *other;
	spinlock_t lock;
	raw_spinlock_t raw;
	rwlock_t table_lock;
	void *ring, *block, *buf, *urb_buf;
	dma_addr_t ring_dma, block_dma, buf_dma, urb_dma;
	int irq;
};

/* ---- under a lock ---- */

static int bad_grow(struct bad_dev *d)
{
	spin_lock(&d->lock);
	d->ring = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, GFP_KERNEL);	// want "DMA511"
	spin_unlock(&d->lock);
	return d->ring ? 0 : -ENOMEM;
}

static int bad_raw(struct bad_dev *d)
{
	raw_spin_lock(&d->raw);
	d->block = dma_pool_alloc(d->pool, GFP_NOIO | __GFP_ZERO, &d->block_dma);	// want "DMA511"
	raw_spin_unlock(&d->raw);
	return d->block ? 0 : -ENOMEM;
}

static void bad_close(struct bad_dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	dma_free_coherent(d->dev, 4096, d->ring, d->ring_dma);	// want "DMA511"
	d->ring = NULL;
	spin_unlock_irqrestore(&d->lock, flags);
	dma_pool_free(d->pool, d->block, d->block_dma);
}

static int bad_guarded(struct bad_dev *d)
{
	guard(spinlock)(&d->lock);
	d->buf = dma_alloc_coherent(d->dev, 64, &d->buf_dma, GFP_KERNEL);	// want "DMA511"
	return d->buf ? 0 : -ENOMEM;
}

static void bad_interrupts_off(struct bad_dev *d)
{
	unsigned long flags;

	local_irq_save(flags);
	dma_free_coherent(d->dev, 64, d->buf, d->buf_dma);	// want "DMA511"
	local_irq_restore(flags);
}

static void bad_lock(struct bad_dev *d)
{
	spin_lock_bh(&d->lock);
}

static void bad_unlock(struct bad_dev *d)
{
	spin_unlock_bh(&d->lock);
}

static void bad_locked_elsewhere(struct bad_dev *d)
{
	bad_lock(d);
	dma_pool_destroy(d->other);	// want "DMA511"
	d->other = NULL;
	bad_unlock(d);
}

/* ---- by the calls of a function ---- */

static int bad_get(struct bad_dev *d, gfp_t gfp)
{
	d->ring = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, gfp);
	return d->ring ? 0 : -ENOMEM;
}

static int bad_get_all(struct bad_dev *d, gfp_t gfp)
{
	return bad_get(d, gfp | __GFP_NOWARN);
}

static int bad_reset(struct bad_dev *d)
{
	int err;

	read_lock(&d->table_lock);
	err = bad_get_all(d, GFP_KERNEL);	// want "DMA511"
	read_unlock(&d->table_lock);
	return err;
}

static int bad_make_pool(struct bad_dev *d)
{
	d->pool = dma_pool_create("bad", d->dev, 64, 64, 0);
	return d->pool ? 0 : -ENOMEM;
}

static int bad_setup(struct bad_dev *d, bool fast)
{
	if (fast)
		return 0;
	return bad_make_pool(d);
}

static int bad_lookup(struct bad_dev *d)
{
	int err;

	rcu_read_lock();
	err = bad_setup(d, false);	// want "DMA511"
	rcu_read_unlock();
	return err;
}

/* ---- where the kernel calls a function ---- */

static irqreturn_t bad_irq(int irq, void *data)
{
	struct bad_dev *d = data;

	d->block = dma_pool_alloc(d->pool, GFP_KERNEL, &d->block_dma);	// want "DMA511"
	return d->block ? IRQ_HANDLED : IRQ_NONE;
}

static void bad_tasklet(struct tasklet_struct *t)
{
	struct bad_dev *d = from_tasklet(d, t, tasklet);

	if (bad_get(d, GFP_KERNEL))	// want "DMA511"
		dev_err(d->dev, "no ring\n");
}

static void bad_timer(struct timer_list *t)
{
	struct bad_dev *d = container_of(t, struct bad_dev, timer);

	dma_pool_destroy(d->pool);	// want "DMA511"
}

static void bad_complete(struct urb *urb)
{
	struct bad_dev *d = urb->context;

	d->urb_buf = usb_alloc_coherent(d->udev, 64, GFP_KERNEL, &d->urb_dma);	// want "DMA511"
	if (!d->urb_buf)
		dev_err(d->dev, "no buffer\n");
}

static netdev_tx_t bad_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct bad_dev *d = netdev_priv(netdev);

	d->block = dma_pool_alloc(d->pool, GFP_KERNEL, &d->block_dma);	// want "DMA511"
	if (!d->block)
		return NETDEV_TX_BUSY;
	dev_kfree_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops bad_ops = { .ndo_start_xmit = bad_xmit };

int bad_probe(struct bad_dev *d, struct net_device *netdev)
{
	netdev->netdev_ops = &bad_ops;
	tasklet_setup(&d->tasklet, bad_tasklet);
	timer_setup(&d->timer, bad_timer, 0);
	d->urb->complete = bad_complete;
	if (bad_grow(d) || bad_raw(d) || bad_guarded(d) || bad_reset(d) || bad_lookup(d))
		return -ENOMEM;
	return request_irq(d->irq, bad_irq, 0, "bad", d);
}

void bad_remove(struct bad_dev *d)
{
	free_irq(d->irq, d);
	tasklet_kill(&d->tasklet);
	usb_kill_urb(d->urb);
	usb_free_coherent(d->udev, 64, d->urb_buf, d->urb_dma);
	bad_interrupts_off(d);
	bad_close(d);
	bad_locked_elsewhere(d);
}
