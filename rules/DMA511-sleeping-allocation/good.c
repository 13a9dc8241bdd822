/* SPDX-License-Identifier: Apache-2.0 */
/* DMA511: what may sleep is called where it may, and what is called elsewhere does not. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/usb.h>

struct good_dev {
	struct device *dev;
	struct usb_device *udev;
	struct urb *urb;
	struct tasklet_struct tasklet;
	struct dma_pool *pool, *other;
	spinlock_t lock, list_lock;
	struct mutex mutex;
	rwlock_t table_lock;
	void *ring, *block, *buf, *urb_buf;
	dma_addr_t ring_dma, block_dma, buf_dma, urb_dma;
	gfp_t gfp;
	int irq;
	bool can_sleep;
};

/* ---- locks ---- */

/* GFP_ATOMIC is for this */
static int good_atomic(struct good_dev *d)
{
	spin_lock(&d->lock);
	d->ring = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, GFP_ATOMIC);
	spin_unlock(&d->lock);
	return d->ring ? 0 : -ENOMEM;
}

/* before the lock is taken */
static int good_before(struct good_dev *d)
{
	d->buf = dma_alloc_coherent(d->dev, 64, &d->buf_dma, GFP_KERNEL);
	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	return d->buf ? 0 : -ENOMEM;
}

/* given back around the call */
static int good_around(struct good_dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	while (!d->block) {
		spin_unlock_irqrestore(&d->lock, flags);
		d->block = dma_pool_alloc(d->pool, GFP_KERNEL, &d->block_dma);
		if (!d->block)
			return -ENOMEM;
		spin_lock_irqsave(&d->lock, flags);
	}
	spin_unlock_irqrestore(&d->lock, flags);
	return 0;
}

/* a mutex may be slept under */
static int good_mutex(struct good_dev *d)
{
	mutex_lock(&d->mutex);
	d->pool = dma_pool_create("good", d->dev, 64, 64, 0);
	mutex_unlock(&d->mutex);
	return d->pool ? 0 : -ENOMEM;
}

/* interrupts are on */
static void good_free_bh(struct good_dev *d)
{
	spin_lock_bh(&d->lock);
	dma_free_coherent(d->dev, 4096, d->ring, d->ring_dma);
	d->ring = NULL;
	spin_unlock_bh(&d->lock);
}

/* a block of a pool never sleeps */
static void good_free_block(struct good_dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	dma_pool_free(d->pool, d->block, d->block_dma);
	d->block = NULL;
	spin_unlock_irqrestore(&d->lock, flags);
}

/* not known to be held */
static int good_tried(struct good_dev *d)
{
	if (spin_trylock(&d->lock))
		spin_unlock(&d->lock);
	d->other = dma_pool_create("good", d->dev, 64, 64, 0);
	return d->other ? 0 : -ENOMEM;
}

/* taken under a condition that the flags know as well */
static int good_chosen(struct good_dev *d, bool locked)
{
	gfp_t gfp = locked ? GFP_ATOMIC : GFP_KERNEL;

	if (locked)
		spin_lock(&d->list_lock);
	d->ring = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, gfp);
	if (locked)
		spin_unlock(&d->list_lock);
	return d->ring ? 0 : -ENOMEM;
}

static int good_scoped(struct good_dev *d)
{
	scoped_guard(spinlock, &d->lock) {
		d->can_sleep = true;
	}
	d->buf = dma_alloc_coherent(d->dev, 64, &d->buf_dma, GFP_KERNEL);
	return d->buf ? 0 : -ENOMEM;
}

/* one is given back by the name that another function has for it */
static void good_unlock(struct good_dev *owner)
{
	spin_unlock(&owner->lock);
}

static int good_unlocked_elsewhere(struct good_dev *d)
{
	spin_lock(&d->lock);
	good_unlock(d);
	d->ring = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, GFP_KERNEL);
	return d->ring ? 0 : -ENOMEM;
}

/* ---- by the calls of a function ---- */

static int good_get(struct good_dev *d, gfp_t gfp)
{
	d->ring = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, gfp);
	return d->ring ? 0 : -ENOMEM;
}

static int good_get_locked(struct good_dev *d)
{
	int err;

	read_lock(&d->table_lock);
	err = good_get(d, GFP_ATOMIC);
	read_unlock(&d->table_lock);
	return err;
}

static int good_get_any(struct good_dev *d)
{
	int err;

	read_lock(&d->table_lock);
	err = good_get(d, d->gfp);
	read_unlock(&d->table_lock);
	return err;
}

/* gives the caller's lock back for as long as it may sleep */
static int good_relax(struct good_dev *d)
{
	spin_unlock(&d->lock);
	d->ring = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, GFP_KERNEL);
	spin_lock(&d->lock);
	return d->ring ? 0 : -ENOMEM;
}

static int good_relaxed(struct good_dev *d)
{
	int err;

	spin_lock(&d->lock);
	err = good_relax(d);
	spin_unlock(&d->lock);
	return err;
}

/* what is given rules it out */
static int good_fill(struct good_dev *d, bool atomic)
{
	if (atomic)
		return -EAGAIN;
	d->ring = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, GFP_KERNEL);
	return d->ring ? 0 : -ENOMEM;
}

static int good_fill_locked(struct good_dev *d)
{
	int err;

	spin_lock(&d->lock);
	err = good_fill(d, true);
	spin_unlock(&d->lock);
	return err;
}

/* asks where it is */
static int good_asks(struct good_dev *d)
{
	gfp_t gfp = GFP_KERNEL;

	if (in_interrupt())
		return -EAGAIN;
	d->ring = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, gfp);
	return d->ring ? 0 : -ENOMEM;
}

/* ---- where the kernel calls a function ---- */

static irqreturn_t good_irq(int irq, void *data)
{
	struct good_dev *d = data;

	d->block = dma_pool_alloc(d->pool, GFP_ATOMIC, &d->block_dma);
	if (good_asks(d))
		return IRQ_WAKE_THREAD;
	return d->block ? IRQ_HANDLED : IRQ_NONE;
}

/* the thread of an interrupt may sleep */
static irqreturn_t good_thread(int irq, void *data)
{
	struct good_dev *d = data;

	d->buf = dma_alloc_coherent(d->dev, 64, &d->buf_dma, GFP_KERNEL);
	return d->buf ? IRQ_HANDLED : IRQ_NONE;
}

/* interrupts are on */
static void good_tasklet(struct tasklet_struct *t)
{
	struct good_dev *d = from_tasklet(d, t, tasklet);

	dma_free_coherent(d->dev, 64, d->buf, d->buf_dma);
	d->buf = NULL;
}

static void good_complete(struct urb *urb)
{
	struct good_dev *d = urb->context;

	d->urb_buf = usb_alloc_coherent(d->udev, 64, GFP_ATOMIC, &d->urb_dma);
	if (!d->urb_buf)
		dev_err(d->dev, "no buffer\n");
}

static int good_open(struct net_device *netdev)
{
	struct good_dev *d = netdev_priv(netdev);

	d->other = dma_pool_create("good", d->dev, 64, 64, 0);
	return d->other ? 0 : -ENOMEM;
}

static int good_stop(struct net_device *netdev)
{
	struct good_dev *d = netdev_priv(netdev);

	dma_pool_destroy(d->other);
	return 0;
}

static netdev_tx_t good_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct good_dev *d = netdev_priv(netdev);

	d->block = dma_pool_alloc(d->pool, GFP_ATOMIC, &d->block_dma);
	if (!d->block)
		return NETDEV_TX_BUSY;
	dev_kfree_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops good_ops = {
	.ndo_open = good_open,
	.ndo_stop = good_stop,
	.ndo_start_xmit = good_xmit,
};

int good_probe(struct good_dev *d, struct net_device *netdev)
{
	netdev->netdev_ops = &good_ops;
	tasklet_setup(&d->tasklet, good_tasklet);
	d->urb->complete = good_complete;
	if (good_mutex(d) || good_tried(d) || good_atomic(d) || good_before(d) || good_around(d) ||
	    good_chosen(d, false) || good_scoped(d) || good_unlocked_elsewhere(d) ||
	    good_get_locked(d) || good_get_any(d) || good_relaxed(d) || good_fill_locked(d))
		return -ENOMEM;
	return request_threaded_irq(d->irq, good_irq, good_thread, 0, "good", d);
}

void good_remove(struct good_dev *d)
{
	free_irq(d->irq, d);
	tasklet_kill(&d->tasklet);
	usb_kill_urb(d->urb);
	usb_free_coherent(d->udev, 64, d->urb_buf, d->urb_dma);
	dma_free_coherent(d->dev, 64, d->buf, d->buf_dma);
	good_free_block(d);
	good_free_bh(d);
	dma_pool_destroy(d->pool);
}
