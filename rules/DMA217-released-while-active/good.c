/* SPDX-License-Identifier: Apache-2.0 */
/* DMA217, correct: users are ended first, waits are heeded, addresses taken back; or nobody uses the memory. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/spi/spi.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct good_dev {
	struct device *dev;
	struct net_device *netdev;
	void __iomem *regs;
	u32 *ring, *log, *status, *idle;
	dma_addr_t ring_dma, log_dma, status_dma, idle_dma;
	struct work_struct work, other;
	struct completion done;
	int irq;
};

static netdev_tx_t good_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct good_dev *d = netdev_priv(netdev);

	d->ring[0] = 1;
	return NETDEV_TX_OK;
}

static void good_work(struct work_struct *work)
{
	struct good_dev *d = container_of(work, struct good_dev, work);

	d->log[0]++;
}

static void good_other(struct work_struct *work)
{
	struct good_dev *d = container_of(work, struct good_dev, other);

	d->irq++;
}

static irqreturn_t good_irq(int irq, void *data)
{
	struct good_dev *d = data;

	return d->status[0] ? IRQ_HANDLED : IRQ_NONE;
}

static const struct net_device_ops good_ops = { .ndo_start_xmit = good_xmit };

static int good_probe(struct platform_device *pdev)
{
	struct good_dev *d = platform_get_drvdata(pdev);

	d->netdev->netdev_ops = &good_ops;
	INIT_WORK(&d->work, good_work);
	INIT_WORK(&d->other, good_other);
	d->ring = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, GFP_KERNEL);
	d->log = dma_alloc_coherent(d->dev, 4096, &d->log_dma, GFP_KERNEL);
	d->status = dma_alloc_coherent(d->dev, 64, &d->status_dma, GFP_KERNEL);
	d->idle = dma_alloc_coherent(d->dev, 64, &d->idle_dma, GFP_KERNEL);
	if (!d->ring || !d->log || !d->status || !d->idle || request_irq(d->irq, good_irq, 0, "good", d))
		goto fail;
	if (!register_netdev(d->netdev))
		return 0;
	free_irq(d->irq, d);
fail:
	if (d->status)
		dma_free_coherent(d->dev, 64, d->status, d->status_dma);
	if (d->log)
		dma_free_coherent(d->dev, 4096, d->log, d->log_dma);
	if (d->ring)
		dma_free_coherent(d->dev, 4096, d->ring, d->ring_dma);
	if (d->idle)
		dma_free_coherent(d->dev, 64, d->idle, d->idle_dma);
	return -ENOMEM;
}

/* Each user first; the other work, and what none of them uses, do not matter. */
static void good_remove(struct platform_device *pdev)
{
	struct good_dev *d = platform_get_drvdata(pdev);

	dma_free_coherent(d->dev, 64, d->idle, d->idle_dma);
	unregister_netdev(d->netdev);
	dma_free_coherent(d->dev, 4096, d->ring, d->ring_dma);
	free_irq(d->irq, d);
	dma_free_coherent(d->dev, 64, d->status, d->status_dma);
	cancel_work_sync(&d->work);
	dma_free_coherent(d->dev, 4096, d->log, d->log_dma);
	cancel_work_sync(&d->other);
}

struct platform_driver good_driver = { .probe = good_probe, .remove = good_remove };

/* The device was stopped before: its handler does not run any more. */
static void good_quiet(struct platform_device *pdev)
{
	struct good_dev *d = platform_get_drvdata(pdev);

	writel(0, d->regs);
	dma_free_coherent(d->dev, 64, d->status, d->status_dma);
	free_irq(d->irq, d);
}

struct platform_driver good_quiet_driver = { .probe = good_probe, .remove = good_quiet };

/* A helper ends the user. */
static void good_end(struct good_dev *d)
{
	unregister_netdev(d->netdev);
	cancel_work_sync(&d->work);
}

static void good_helped(struct platform_device *pdev)
{
	struct good_dev *d = platform_get_drvdata(pdev);

	good_end(d);
	dma_free_coherent(d->dev, 4096, d->ring, d->ring_dma);
	dma_free_coherent(d->dev, 4096, d->log, d->log_dma);
	unregister_netdev(d->netdev);
	cancel_work_sync(&d->work);
}

struct platform_driver good_helped_driver = { .probe = good_probe, .remove = good_helped };

/* ---- waits ---- */

int good_wait(struct good_dev *d, void *buf, size_t len)
{
	dma_addr_t at = dma_map_single(d->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(d->dev, at))
		return -ENOMEM;
	writel(at, d->regs);
	wait_for_completion(&d->done);
	dma_unmap_single(d->dev, at, len, DMA_TO_DEVICE);
	return 0;
}

int good_stopped(struct good_dev *d, void *buf, size_t len)
{
	dma_addr_t at = dma_map_single(d->dev, buf, len, DMA_TO_DEVICE);
	int err = 0;

	if (dma_mapping_error(d->dev, at))
		return -ENOMEM;
	writel(at, d->regs);
	if (!wait_for_completion_timeout(&d->done, 100)) {
		writel(0, d->regs + 4);
		err = -ETIMEDOUT;
	}
	dma_unmap_single(d->dev, at, len, DMA_TO_DEVICE);
	return err;
}

int good_narrow(struct good_dev *d, void *buf, size_t len)
{
	dma_addr_t at = dma_map_single(d->dev, buf, len, DMA_TO_DEVICE);
	int left;

	if (dma_mapping_error(d->dev, at))
		return -ENOMEM;
	writel(at, d->regs);
	left = wait_for_completion_timeout(&d->done, 100);
	if (left == 0)
		writel(0, d->regs + 4);
	dma_unmap_single(d->dev, at, len, DMA_TO_DEVICE);
	return left ? 0 : -EIO;
}

/* Nothing was handed over yet: it is a wait for something else. */
int good_ready(struct good_dev *d, void *buf, size_t len)
{
	dma_addr_t at = dma_map_single(d->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(d->dev, at))
		return -ENOMEM;
	if (!wait_for_completion_timeout(&d->done, 100)) {
		dma_unmap_single(d->dev, at, len, DMA_TO_DEVICE);
		return -ETIMEDOUT;
	}
	writel(at, d->regs);
	wait_for_completion(&d->done);
	dma_unmap_single(d->dev, at, len, DMA_TO_DEVICE);
	return 0;
}

static int good_poll(struct good_dev *d)
{
	int n = 100;

	while (readl(d->regs + 8) & 1) {
		if (!--n) {
			writel(1, d->regs + 12);
			return -ETIMEDOUT;
		}
		udelay(10);
	}
	return 0;
}

/* The helper has stopped the device before it gives up. */
int good_message(struct good_dev *d, u32 what)
{
	dma_addr_t at;
	u32 *msg = dma_alloc_coherent(d->dev, 64, &at, GFP_KERNEL);
	int err;

	if (!msg)
		return -ENOMEM;
	msg[0] = what;
	writel(at, d->regs);
	err = good_poll(d);
	dma_free_coherent(d->dev, 64, msg, at);
	return err;
}

/* ---- DMA channels ---- */

struct good_client {
	struct device *dev;
	struct dma_chan *chan;
	u8 *buf;
	dma_addr_t at;
	u32 seen;
};

static void good_callback(void *arg)
{
	struct good_client *c = arg;

	c->seen += c->buf[0];
}

int good_start(struct good_client *c)
{
	struct dma_async_tx_descriptor *d;

	d = dmaengine_prep_dma_cyclic(c->chan, c->at, 4096, 2048, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!d)
		return -ENODEV;
	d->callback = good_callback;
	d->callback_param = c;
	dmaengine_submit(d);
	dma_async_issue_pending(c->chan);
	return 0;
}

void good_stop(struct good_client *c)
{
	dmaengine_terminate_async(c->chan);
	dmaengine_synchronize(c->chan);
	dma_free_coherent(c->dev, 4096, c->buf, c->at);
}

void good_stop_sync(struct good_client *c)
{
	dmaengine_terminate_sync(c->chan);
	dma_free_coherent(c->dev, 4096, c->buf, c->at);
}

/* A limit passes, and the channel is stopped. */
int good_transfer(struct good_client *c, struct completion *done, void *buf)
{
	dma_addr_t at = dma_map_single(c->dev, buf, 64, DMA_FROM_DEVICE);
	struct dma_async_tx_descriptor *d;
	int err = 0;

	if (dma_mapping_error(c->dev, at))
		return -ENOMEM;
	d = dmaengine_prep_slave_single(c->chan, at, 64, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!d) {
		dmaengine_terminate_all(c->chan); /* nothing was started */
		err = -EIO;
		goto unmap;
	}
	dmaengine_submit(d);
	dma_async_issue_pending(c->chan);
	if (!wait_for_completion_timeout(done, HZ)) {
		dmaengine_terminate_sync(c->chan);
		err = -ETIMEDOUT;
	}
unmap:
	dma_unmap_single(c->dev, at, 64, DMA_FROM_DEVICE);
	return err;
}

/* It is done before anybody asks. */
int good_transfer_done(struct good_client *c, struct completion *done, void *buf)
{
	dma_addr_t at = dma_map_single(c->dev, buf, 64, DMA_FROM_DEVICE);
	struct dma_async_tx_descriptor *d;

	if (dma_mapping_error(c->dev, at))
		return -ENOMEM;
	d = dmaengine_prep_slave_single(c->chan, at, 64, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (d) {
		dmaengine_submit(d);
		dma_async_issue_pending(c->chan);
		wait_for_completion(done);
		dmaengine_terminate_all(c->chan);
	}
	dma_unmap_single(c->dev, at, 64, DMA_FROM_DEVICE);
	return d ? 0 : -EIO;
}

/* The core unmaps when this has returned. */
static int good_transfer_one(struct spi_controller *ctlr, struct spi_device *spi, struct spi_transfer *t)
{
	struct dma_async_tx_descriptor *d;

	d = dmaengine_prep_slave_sg(ctlr->dma_tx, t->tx_sg.sgl, t->tx_sg.nents, DMA_MEM_TO_DEV, DMA_PREP_INTERRUPT);
	if (!d)
		return -EIO;
	dmaengine_submit(d);
	dma_async_issue_pending(ctlr->dma_tx);
	if (!wait_for_completion_timeout(&ctlr->xfer_completion, HZ)) {
		dmaengine_terminate_async(ctlr->dma_tx);
		dmaengine_synchronize(ctlr->dma_tx);
		return -ETIMEDOUT;
	}
	return 0;
}

void good_controller(struct spi_controller *ctlr)
{
	ctlr->transfer_one = good_transfer_one;
}

/* What the callback leaves alone can go. */
struct good_side {
	struct device *dev;
	struct dma_chan *chan;
	u8 *buf;
	dma_addr_t at;
};

void good_stop_other(struct good_side *c)
{
	dmaengine_terminate_async(c->chan);
	dma_free_coherent(c->dev, 4096, c->buf, c->at);
}

/* ---- registers ---- */

void good_enable(struct good_client *c, void __iomem *regs)
{
	writel(lower_32_bits(c->at), regs + 0x40);
	writel(1, regs);
}

void good_disable(struct good_client *c, void __iomem *regs)
{
	writel(0, regs + 0x40);
	dma_free_coherent(c->dev, 4096, c->buf, c->at);
	writel(0, regs);
}

/* Another register is cleared afterwards. */
void good_disable_other(struct good_client *c, void __iomem *regs)
{
	dma_free_coherent(c->dev, 4096, c->buf, c->at);
	writel(0, regs + 0x80);
}

/* ---- on the way of a failure, in the reverse order ---- */

struct good_box {
	struct device *dev;
	u32 *mail, *seen, *beat;
	dma_addr_t mail_dma, seen_dma, beat_dma;
	struct task_struct *thread;
	struct timer_list timer;
	struct work_struct work;
	struct workqueue_struct *queue;
};

static int good_loop(void *data)
{
	struct good_box *b = data;

	while (!kthread_should_stop())
		b->mail[0]++;
	return 0;
}

static void good_tick(struct timer_list *t)
{
	struct good_box *b = from_timer(b, t, timer);

	b->beat[0]++;
}

static void good_look(struct work_struct *work)
{
	struct good_box *b = container_of(work, struct good_box, work);

	b->seen[0]++;
}

int good_box_register(struct good_box *b);

static int good_box_probe(struct platform_device *pdev)
{
	struct good_box *b = platform_get_drvdata(pdev);
	int err;

	timer_setup(&b->timer, good_tick, 0);
	INIT_WORK(&b->work, good_look);
	b->mail = dma_alloc_coherent(b->dev, 64, &b->mail_dma, GFP_KERNEL);
	if (!b->mail)
		return -ENOMEM;
	b->thread = kthread_run(good_loop, b, "box");
	if (IS_ERR(b->thread)) {
		err = PTR_ERR(b->thread);
		goto fail;
	}
	err = good_box_register(b);
	if (!err)
		return 0;
	kthread_stop(b->thread);
fail:
	dma_free_coherent(b->dev, 64, b->mail, b->mail_dma);
	return err;
}

void good_begin(struct good_box *b)
{
	mod_timer(&b->timer, jiffies + HZ);
	queue_work(b->queue, &b->work);
}

static void good_box_remove(struct platform_device *pdev)
{
	struct good_box *b = platform_get_drvdata(pdev);

	kthread_stop(b->thread);
	dma_free_coherent(b->dev, 64, b->mail, b->mail_dma);
	timer_delete_sync(&b->timer);
	dma_free_coherent(b->dev, 64, b->beat, b->beat_dma);
	destroy_workqueue(b->queue);
	dma_free_coherent(b->dev, 64, b->seen, b->seen_dma);
}

struct platform_driver good_box_driver = { .probe = good_box_probe, .remove = good_box_remove };

/* ---- ended after what starts it ---- */

struct good_again {
	struct device *dev;
	struct net_device *netdev;
	void __iomem *regs;
	u32 *mail, *log;
	dma_addr_t mail_dma, log_dma;
	struct work_struct work, reset;
	struct tasklet_struct tasklet;
	bool gone;
	int irq;
};

static void good_again_work(struct work_struct *work)
{
	struct good_again *a = container_of(work, struct good_again, work);

	a->mail[0]++;
}

/* It asks first: nothing is done when the net device is closed. */
static void good_again_reset(struct work_struct *work)
{
	struct good_again *a = container_of(work, struct good_again, reset);

	if (netif_running(a->netdev))
		a->log[0] = 0;
}

static void good_again_tasklet(struct tasklet_struct *t)
{
	struct good_again *a = from_tasklet(a, t, tasklet);

	a->log[1]++;
}

static irqreturn_t good_again_irq(int irq, void *data)
{
	struct good_again *a = data;

	if (a->gone)
		return IRQ_NONE;
	schedule_work(&a->work);
	tasklet_schedule(&a->tasklet);
	return IRQ_HANDLED;
}

static void good_again_timeout(struct net_device *netdev, unsigned int queue)
{
	struct good_again *a = netdev_priv(netdev);

	schedule_work(&a->reset);
}

static const struct net_device_ops good_again_ops = { .ndo_tx_timeout = good_again_timeout };

static int good_again_probe(struct platform_device *pdev)
{
	struct good_again *a = platform_get_drvdata(pdev);

	INIT_WORK(&a->work, good_again_work);
	INIT_WORK(&a->reset, good_again_reset);
	tasklet_setup(&a->tasklet, good_again_tasklet);
	a->netdev->netdev_ops = &good_again_ops;
	if (request_irq(a->irq, good_again_irq, 0, "again", a))
		return -EIO;
	return register_netdev(a->netdev);
}

static void good_again_remove(struct platform_device *pdev)
{
	struct good_again *a = platform_get_drvdata(pdev);

	cancel_work_sync(&a->reset);
	unregister_netdev(a->netdev);
	free_irq(a->irq, a);
	cancel_work_sync(&a->work);
	tasklet_kill(&a->tasklet);
	dma_free_coherent(a->dev, 64, a->mail, a->mail_dma);
	dma_free_coherent(a->dev, 64, a->log, a->log_dma);
}

struct platform_driver good_again_driver = { .probe = good_again_probe, .remove = good_again_remove };

/* The handler was waited for. */
static void good_again_waited(struct platform_device *pdev)
{
	struct good_again *a = platform_get_drvdata(pdev);

	unregister_netdev(a->netdev);
	writel(0, a->regs);
	synchronize_irq(a->irq);
	cancel_work_sync(&a->work);
	tasklet_kill(&a->tasklet);
	dma_free_coherent(a->dev, 64, a->mail, a->mail_dma);
	free_irq(a->irq, a);
}

struct platform_driver good_waited_driver = { .probe = good_again_probe, .remove = good_again_waited };

/* The handler asks for a mark. */
static void good_again_marked(struct platform_device *pdev)
{
	struct good_again *a = platform_get_drvdata(pdev);

	unregister_netdev(a->netdev);
	a->gone = true;
	cancel_work_sync(&a->work);
	dma_free_coherent(a->dev, 64, a->mail, a->mail_dma);
	free_irq(a->irq, a);
}

struct platform_driver good_marked_driver = { .probe = good_again_probe, .remove = good_again_marked };

/* It is ended a second time, after the handler. */
static void good_again_twice(struct platform_device *pdev)
{
	struct good_again *a = platform_get_drvdata(pdev);

	unregister_netdev(a->netdev);
	cancel_work_sync(&a->work);
	free_irq(a->irq, a);
	cancel_work_sync(&a->work);
	dma_free_coherent(a->dev, 64, a->mail, a->mail_dma);
}

struct platform_driver good_twice_driver = { .probe = good_again_probe, .remove = good_again_twice };

/* The device core frees the interrupt, but the handler was stopped. */
struct good_late {
	struct device *dev;
	u32 *mail;
	dma_addr_t mail_dma;
	struct work_struct work;
	struct tasklet_struct other;
	int irq;
};

void good_late_read(struct good_late *l);

static void good_late_work(struct work_struct *work)
{
	good_late_read(container_of(work, struct good_late, work));
}

/* Never killed, and uses none of the memory. */
static void good_late_other(struct tasklet_struct *t)
{
	struct good_late *l = from_tasklet(l, t, other);

	l->irq = 0;
}

static irqreturn_t good_late_irq(int irq, void *data)
{
	struct good_late *l = data;

	schedule_work(&l->work);
	tasklet_schedule(&l->other);
	return IRQ_HANDLED;
}

static int good_late_probe(struct platform_device *pdev)
{
	struct good_late *l = platform_get_drvdata(pdev);

	INIT_WORK(&l->work, good_late_work);
	tasklet_setup(&l->other, good_late_other);
	return devm_request_irq(l->dev, l->irq, good_late_irq, 0, "late", l);
}

static void good_late_remove(struct platform_device *pdev)
{
	struct good_late *l = platform_get_drvdata(pdev);

	disable_irq(l->irq);
	cancel_work_sync(&l->work);
	dma_free_coherent(l->dev, 64, l->mail, l->mail_dma);
}

struct platform_driver good_late_driver = { .probe = good_late_probe, .remove = good_late_remove };

/* ---- a DMA channel, after who uses it ---- */

static netdev_tx_t good_chan_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct good_client *c = netdev_priv(netdev);

	dma_async_issue_pending(c->chan);
	return NETDEV_TX_OK;
}

static const struct net_device_ops good_chan_ops = { .ndo_start_xmit = good_chan_xmit };

static int good_chan_probe(struct platform_device *pdev)
{
	struct net_device *netdev = platform_get_drvdata(pdev);

	netdev->netdev_ops = &good_chan_ops;
	return register_netdev(netdev);
}

static void good_chan_free(struct good_client *c)
{
	dma_release_channel(c->chan);
}

static void good_chan_remove(struct platform_device *pdev)
{
	struct net_device *netdev = platform_get_drvdata(pdev);

	unregister_netdev(netdev);
	good_chan_free(netdev_priv(netdev));
}

struct platform_driver good_chan_driver = { .probe = good_chan_probe, .remove = good_chan_remove };

/* Two, one after the other: each takes its callbacks along. */
void good_chan_both(struct good_client *c, struct good_side *s)
{
	dma_release_channel(s->chan);
	dma_release_channel(c->chan);
}

/* ---- handed to a channel by one function, unmapped by another ---- */

struct good_port {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
	struct dma_chan *chan, *other;
	struct scatterlist list[2];
	struct work_struct over;
	dma_addr_t at;
	size_t len;
	int count;
};

static void good_port_done(void *arg)
{
	struct good_port *p = arg;

	schedule_work(&p->over);
}

int good_port_send(struct good_port *p)
{
	int n = dma_map_sg(p->dev, p->list, p->count, DMA_TO_DEVICE);
	struct dma_async_tx_descriptor *d;

	if (!n)
		return -ENOMEM;
	d = dmaengine_prep_slave_sg(p->chan, p->list, n, DMA_MEM_TO_DEV, DMA_PREP_INTERRUPT);
	if (!d) {
		dma_unmap_sg(p->dev, p->list, p->count, DMA_TO_DEVICE);
		return -EIO;
	}
	d->callback = good_port_done;
	d->callback_param = p;
	dmaengine_submit(d);
	dma_async_issue_pending(p->chan);
	return 0;
}

/* The callback has run: the transfer is over. */
static void good_port_over(struct work_struct *w)
{
	struct good_port *p = container_of(w, struct good_port, over);

	dmaengine_terminate_all(p->chan);
	dma_unmap_sg(p->dev, p->list, p->count, DMA_TO_DEVICE);
}

void good_port_init(struct good_port *p)
{
	INIT_WORK(&p->over, good_port_over);
}

void good_port_flush(struct good_port *p)
{
	dmaengine_terminate_sync(p->chan);
	dma_unmap_sg(p->dev, p->list, p->count, DMA_TO_DEVICE);
}

/* Asked, and waited for. */
void good_port_drop(struct good_port *p)
{
	dmaengine_terminate_async(p->chan);
	dmaengine_synchronize(p->chan);
	dma_unmap_sg(p->dev, p->list, p->count, DMA_TO_DEVICE);
}

/* Another channel is stopped. */
void good_port_half(struct good_port *p)
{
	dmaengine_terminate_all(p->other);
	dma_unmap_sg(p->dev, p->list, p->count, DMA_TO_DEVICE);
}

/* Its requests are stopped, or it was paused: what is in flight may be no more. */
void good_port_mute(struct good_port *p)
{
	dmaengine_terminate_all(p->chan);
	writel(0, p->regs);
	dma_unmap_sg(p->dev, p->list, p->count, DMA_TO_DEVICE);
}

void good_port_close(struct good_port *p)
{
	dmaengine_terminate_sync(p->chan);
	dma_unmap_sg(p->dev, p->list, p->count, DMA_TO_DEVICE);
	dmaengine_terminate_sync(p->other);
}

/* Waited for by itself, or by who calls. */
void good_port_finish(struct good_port *p)
{
	wait_for_completion(&p->done);
	dma_unmap_sg(p->dev, p->list, p->count, DMA_TO_DEVICE);
	dmaengine_terminate_sync(p->chan);
}

static void good_port_put(struct good_port *p)
{
	dmaengine_terminate_all(p->chan);
	dma_unmap_sg(p->dev, p->list, p->count, DMA_TO_DEVICE);
}

void good_port_sync(struct good_port *p)
{
	wait_for_completion(&p->done);
	good_port_put(p);
}

/* What was only prepared is taken back; where that fails, whatever runs is stopped. */
void good_port_unprepare(struct good_port *p, int err)
{
	dma_unmap_sg(p->dev, p->list, p->count, DMA_TO_DEVICE);
	if (err)
		dmaengine_terminate_all(p->chan);
}

/* ---- what operations start ---- */

struct good_pump {
	struct device *dev;
	struct net_device *netdev;
	struct delayed_work beat;
	struct work_struct pump, other;
	struct dma_chan *chan;
	u32 *ring, *log;
	dma_addr_t ring_dma, log_dma;
};

static void good_pump_work(struct work_struct *work)
{
	struct good_pump *p = container_of(work, struct good_pump, pump);

	p->ring[0] = 1;
}

/* No operation starts this one, and it is ended. */
static void good_pump_other(struct work_struct *work)
{
	struct good_pump *p = container_of(work, struct good_pump, other);

	p->log[0] = 1;
}

static void good_pump_beat(struct work_struct *work)
{
	struct good_pump *p = container_of(work, struct good_pump, beat.work);

	dma_async_issue_pending(p->chan);
	schedule_delayed_work(&p->beat, HZ);
}

static netdev_tx_t good_pump_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct good_pump *p = netdev_priv(netdev);

	schedule_work(&p->pump);
	return NETDEV_TX_OK;
}

static const struct net_device_ops good_pump_ops = { .ndo_start_xmit = good_pump_xmit };

static int good_pump_probe(struct platform_device *pdev)
{
	struct good_pump *p = platform_get_drvdata(pdev);

	p->netdev->netdev_ops = &good_pump_ops;
	INIT_WORK(&p->pump, good_pump_work);
	INIT_WORK(&p->other, good_pump_other);
	INIT_DELAYED_WORK(&p->beat, good_pump_beat);
	return register_netdev(p->netdev);
}

static void good_pump_remove(struct platform_device *pdev)
{
	struct good_pump *p = platform_get_drvdata(pdev);

	cancel_work_sync(&p->other);
	dma_free_coherent(p->dev, 4096, p->log, p->log_dma);
	unregister_netdev(p->netdev);
	flush_work(&p->pump);
	dma_free_coherent(p->dev, 4096, p->ring, p->ring_dma);
	cancel_delayed_work_sync(&p->beat);
	dma_release_channel(p->chan);
}

struct platform_driver good_pump_driver = { .probe = good_pump_probe, .remove = good_pump_remove };

/* ---- a list, and a wait that gives up ---- */

static int good_list_wait(struct good_dev *g)
{
	if (!wait_for_completion_timeout(&g->done, HZ))
		return -ETIMEDOUT;
	return 0;
}

int good_list_run(struct good_dev *g, struct scatterlist *sg, int n)
{
	int rc;

	if (!dma_map_sg(g->dev, sg, n, DMA_FROM_DEVICE))
		return -ENOMEM;
	writel(sg_dma_address(sg), g->regs);
	rc = good_list_wait(g);
	if (rc)
		writel(0, g->regs + 4);
	dma_unmap_sg(g->dev, sg, n, DMA_FROM_DEVICE);
	return rc;
}

/* Nothing was begun with the list yet: the wait is for what was before. */
int good_list_before(struct good_dev *g, struct scatterlist *sg, int n)
{
	int rc = good_list_wait(g);

	if (!dma_map_sg(g->dev, sg, n, DMA_FROM_DEVICE))
		return -ENOMEM;
	if (rc) {
		dma_unmap_sg(g->dev, sg, n, DMA_FROM_DEVICE);
		return rc;
	}
	writel(sg_dma_address(sg), g->regs);
	return 0;
}

/* ---- pointers into memory ---- */

struct good_block {
	struct device *dev;
	void *mem, *spare;
	dma_addr_t mem_dma, spare_dma;
	u32 *rx, *any;
	struct work_struct work;
};

static void good_block_work(struct work_struct *work)
{
	struct good_block *g = container_of(work, struct good_block, work);

	/* which of the two it is, nobody can tell */
	g->any[0] = 1;
}

static int good_block_probe(struct platform_device *pdev)
{
	struct good_block *g = platform_get_drvdata(pdev);

	g->mem = dma_alloc_coherent(g->dev, 4096, &g->mem_dma, GFP_KERNEL);
	g->spare = dma_alloc_coherent(g->dev, 4096, &g->spare_dma, GFP_KERNEL);
	if (!g->mem || !g->spare)
		goto fail;
	/* only the driver's other functions go through this one */
	g->rx = g->mem;
	g->any = g->spare + 64;
	INIT_WORK(&g->work, good_block_work);
	schedule_work(&g->work);
	return 0;
fail:
	if (g->mem)
		dma_free_coherent(g->dev, 4096, g->mem, g->mem_dma);
	if (g->spare)
		dma_free_coherent(g->dev, 4096, g->spare, g->spare_dma);
	return -ENOMEM;
}

void good_block_switch(struct good_block *g, u32 *other)
{
	g->any = other;
	g->rx[0] = 0;
}

static void good_block_remove(struct platform_device *pdev)
{
	struct good_block *g = platform_get_drvdata(pdev);

	dma_free_coherent(g->dev, 4096, g->mem, g->mem_dma);
	dma_free_coherent(g->dev, 4096, g->spare, g->spare_dma);
	cancel_work_sync(&g->work);
}

struct platform_driver good_block_driver = { .probe = good_block_probe, .remove = good_block_remove };

/* The work ends first. */
static void good_block_end(struct platform_device *pdev)
{
	struct good_block *g = platform_get_drvdata(pdev);

	cancel_work_sync(&g->work);
	dma_free_coherent(g->dev, 4096, g->mem, g->mem_dma);
	dma_free_coherent(g->dev, 4096, g->spare, g->spare_dma);
}

struct platform_driver good_block_end_driver = { .probe = good_block_probe, .remove = good_block_end };

/* ---- a list of its own that nobody was told of: the wait is for something else ---- */

struct good_own_list {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

int good_own_list_run(struct good_own_list *g, void *data, int len)
{
	struct scatterlist sg;
	int ret = 0;

	sg_init_one(&sg, data, len);
	if (!dma_map_sg(g->dev, &sg, 1, DMA_TO_DEVICE))
		return -ENOMEM;
	writel(1, g->regs);
	if (!wait_for_completion_timeout(&g->done, HZ))
		ret = -ETIMEDOUT;
	dma_unmap_sg(g->dev, &sg, 1, DMA_TO_DEVICE);
	return ret;
}
