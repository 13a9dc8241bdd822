/* SPDX-License-Identifier: Apache-2.0 */
/* DMA217: released while the device, or code of the driver, can still use it. */
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

struct bad_dev {
	struct device *dev;
	struct net_device *netdev;
	void __iomem *regs;
	u32 *ring, *log, *status;
	dma_addr_t ring_dma, log_dma, status_dma;
	struct work_struct work;
	struct completion done;
	int irq;
};

/* ---- before its user is ended ---- */

static netdev_tx_t bad_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct bad_dev *d = netdev_priv(netdev);

	d->ring[0] = 1;
	return NETDEV_TX_OK;
}

static void bad_work(struct work_struct *work)
{
	struct bad_dev *d = container_of(work, struct bad_dev, work);

	d->log[0]++;
}

static irqreturn_t bad_irq(int irq, void *data)
{
	struct bad_dev *d = data;

	return d->status[0] ? IRQ_HANDLED : IRQ_NONE;
}

static const struct net_device_ops bad_ops = { .ndo_start_xmit = bad_xmit };

static int bad_probe(struct platform_device *pdev)
{
	struct bad_dev *d = platform_get_drvdata(pdev);

	d->netdev->netdev_ops = &bad_ops;
	INIT_WORK(&d->work, bad_work);
	d->ring = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, GFP_KERNEL);
	d->log = dma_alloc_coherent(d->dev, 4096, &d->log_dma, GFP_KERNEL);
	d->status = dma_alloc_coherent(d->dev, 64, &d->status_dma, GFP_KERNEL);
	if (!d->ring || !d->log || !d->status)
		goto fail;
	if (request_irq(d->irq, bad_irq, 0, "bad", d))
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
	return -ENOMEM;
}

static void bad_remove(struct platform_device *pdev)
{
	struct bad_dev *d = platform_get_drvdata(pdev);

	free_irq(d->irq, d);
	dma_free_coherent(d->dev, 64, d->status, d->status_dma);
	dma_free_coherent(d->dev, 4096, d->ring, d->ring_dma); // want "DMA217"
	unregister_netdev(d->netdev);
	dma_free_coherent(d->dev, 4096, d->log, d->log_dma); // want "DMA217"
	cancel_work_sync(&d->work);
}

struct platform_driver bad_driver = { .probe = bad_probe, .remove = bad_remove };

/* ---- on the way of a failure ---- */

struct bad_box {
	struct device *dev;
	u32 *mail, *beat;
	dma_addr_t mail_dma, beat_dma;
	struct task_struct *thread;
	struct timer_list timer;
};

static int bad_loop(void *data)
{
	struct bad_box *b = data;

	while (!kthread_should_stop())
		b->mail[0]++;
	return 0;
}

static void bad_tick(struct timer_list *t)
{
	struct bad_box *b = from_timer(b, t, timer);

	b->beat[0]++;
}

int bad_register(struct bad_box *b);

static int bad_box_probe(struct platform_device *pdev)
{
	struct bad_box *b = platform_get_drvdata(pdev);
	int err;

	timer_setup(&b->timer, bad_tick, 0);
	b->mail = dma_alloc_coherent(b->dev, 64, &b->mail_dma, GFP_KERNEL);
	if (!b->mail)
		return -ENOMEM;
	b->thread = kthread_run(bad_loop, b, "box");
	if (IS_ERR(b->thread)) {
		err = PTR_ERR(b->thread);
		goto fail;
	}
	err = bad_register(b);
	if (!err)
		return 0;
	dma_free_coherent(b->dev, 64, b->mail, b->mail_dma); // want "DMA217"
	kthread_stop(b->thread);
	return err;
fail:
	dma_free_coherent(b->dev, 64, b->mail, b->mail_dma);
	return err;
}

void bad_begin(struct bad_box *b)
{
	mod_timer(&b->timer, jiffies + HZ);
}

/* ---- ended by nobody, or only asked to ---- */

static void bad_box_remove(struct platform_device *pdev)
{
	struct bad_box *b = platform_get_drvdata(pdev);

	dma_free_coherent(b->dev, 64, b->mail, b->mail_dma); // want "DMA217"
	timer_delete(&b->timer);
	dma_free_coherent(b->dev, 64, b->beat, b->beat_dma); // want "DMA217"
}

struct platform_driver bad_box_driver = { .probe = bad_box_probe, .remove = bad_box_remove };

/* ---- after a wait that has ended too early ---- */

int bad_send(struct bad_dev *d, void *buf, size_t len)
{
	dma_addr_t at = dma_map_single(d->dev, buf, len, DMA_TO_DEVICE);
	long left;

	if (dma_mapping_error(d->dev, at))
		return -ENOMEM;
	writel(at, d->regs);
	left = wait_for_completion_timeout(&d->done, 100);
	dma_unmap_single(d->dev, at, len, DMA_TO_DEVICE); // want "DMA217"
	if (!left) {
		writel(0, d->regs + 4);
		return -EIO;
	}
	return 0;
}

int bad_killed(struct bad_dev *d, void *buf, size_t len)
{
	dma_addr_t at = dma_map_single(d->dev, buf, len, DMA_FROM_DEVICE);
	int err;

	if (dma_mapping_error(d->dev, at))
		return -ENOMEM;
	writel(at, d->regs);
	err = wait_for_completion_killable(&d->done);
	if (err)
		dma_unmap_single(d->dev, at, len, DMA_FROM_DEVICE); // want "DMA217"
	else
		dma_unmap_single(d->dev, at, len, DMA_FROM_DEVICE);
	return err;
}

static int bad_poll(struct bad_dev *d)
{
	int n = 100;

	while (readl(d->regs + 8) & 1) {
		if (!--n)
			return -ETIMEDOUT;
		udelay(10);
	}
	return 0;
}

int bad_message(struct bad_dev *d, u32 what)
{
	dma_addr_t at;
	u32 *msg = dma_alloc_coherent(d->dev, 64, &at, GFP_KERNEL);
	int err;

	if (!msg)
		return -ENOMEM;
	msg[0] = what;
	writel(at, d->regs);
	err = bad_poll(d);
	dma_free_coherent(d->dev, 64, msg, at); // want "DMA217"
	return err;
}

/* ---- only asked to end ---- */

struct bad_client {
	struct device *dev;
	struct dma_chan *chan;
	struct completion done;
	u8 *buf;
	dma_addr_t at;
	u32 seen;
};

static void bad_callback(void *arg)
{
	struct bad_client *c = arg;

	c->seen += c->buf[0];
}

int bad_start(struct bad_client *c)
{
	struct dma_async_tx_descriptor *d;

	d = dmaengine_prep_dma_cyclic(c->chan, c->at, 4096, 2048, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!d)
		return -ENODEV;
	d->callback = bad_callback;
	d->callback_param = c;
	dmaengine_submit(d);
	dma_async_issue_pending(c->chan);
	return 0;
}

void bad_stop(struct bad_client *c)
{
	dmaengine_terminate_async(c->chan);
	dma_free_coherent(c->dev, 4096, c->buf, c->at); // want "DMA217"
}

/* A limit passes, and the channel is not waited for. */
int bad_transfer(struct bad_client *c, void *buf)
{
	dma_addr_t at = dma_map_single(c->dev, buf, 64, DMA_FROM_DEVICE);
	struct dma_async_tx_descriptor *d;
	int err = 0;

	if (dma_mapping_error(c->dev, at))
		return -ENOMEM;
	d = dmaengine_prep_slave_single(c->chan, at, 64, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!d) {
		err = -EIO;
		goto unmap;
	}
	dmaengine_submit(d);
	dma_async_issue_pending(c->chan);
	if (!wait_for_completion_timeout(&c->done, HZ)) {
		dmaengine_terminate_all(c->chan);
		err = -ETIMEDOUT;
	}
unmap:
	dma_unmap_single(c->dev, at, 64, DMA_FROM_DEVICE); // want "DMA217"
	return err;
}

/* The core unmaps when this has returned. */
static int bad_transfer_one(struct spi_controller *ctlr, struct spi_device *spi, struct spi_transfer *t)
{
	struct dma_async_tx_descriptor *d;

	d = dmaengine_prep_slave_sg(ctlr->dma_tx, t->tx_sg.sgl, t->tx_sg.nents, DMA_MEM_TO_DEV, DMA_PREP_INTERRUPT);
	if (!d)
		return -EIO;
	dmaengine_submit(d);
	dma_async_issue_pending(ctlr->dma_tx);
	if (!wait_for_completion_timeout(&ctlr->xfer_completion, HZ)) {
		dmaengine_terminate_all(ctlr->dma_tx); // want "DMA217"
		return -ETIMEDOUT;
	}
	return 0;
}

void bad_controller(struct spi_controller *ctlr)
{
	ctlr->transfer_one = bad_transfer_one;
}

/* ---- its address is still in a register ---- */

void bad_enable(struct bad_client *c, void __iomem *regs)
{
	writel(lower_32_bits(c->at), regs + 0x40);
	writel(1, regs);
}

void bad_disable(struct bad_client *c, void __iomem *regs)
{
	dma_free_coherent(c->dev, 4096, c->buf, c->at); // want "DMA217"
	writel(0, regs + 0x40);
}

/* ---- ended, and started again ---- */

struct bad_again {
	struct device *dev;
	struct net_device *netdev;
	void __iomem *regs;
	u32 *mail, *log, *state;
	dma_addr_t mail_dma, log_dma, state_dma;
	struct work_struct work, reset;
	struct tasklet_struct tasklet;
	int irq;
};

static void bad_again_work(struct work_struct *work)
{
	struct bad_again *a = container_of(work, struct bad_again, work);

	a->mail[0]++;
}

static void bad_again_reset(struct work_struct *work)
{
	struct bad_again *a = container_of(work, struct bad_again, reset);

	a->state[0] = 0;
}

static void bad_again_tasklet(struct tasklet_struct *t)
{
	struct bad_again *a = from_tasklet(a, t, tasklet);

	a->log[1]++;
}

static irqreturn_t bad_again_irq(int irq, void *data)
{
	struct bad_again *a = data;

	schedule_work(&a->work);
	tasklet_schedule(&a->tasklet);
	return IRQ_HANDLED;
}

static void bad_again_timeout(struct net_device *netdev, unsigned int queue)
{
	struct bad_again *a = netdev_priv(netdev);

	schedule_work(&a->reset);
}

static const struct net_device_ops bad_again_ops = { .ndo_tx_timeout = bad_again_timeout };

static int bad_again_begin(struct bad_again *a)
{
	INIT_WORK(&a->work, bad_again_work);
	INIT_WORK(&a->reset, bad_again_reset);
	tasklet_setup(&a->tasklet, bad_again_tasklet);
	a->netdev->netdev_ops = &bad_again_ops;
	return request_irq(a->irq, bad_again_irq, 0, "again", a);
}

static void bad_again_end(struct bad_again *a)
{
	writel(0, a->regs); /* the handler may run already */
	cancel_work_sync(&a->work);
	dma_free_coherent(a->dev, 64, a->mail, a->mail_dma); // want "DMA217"
	free_irq(a->irq, a);
}

static int bad_again_probe(struct platform_device *pdev)
{
	struct bad_again *a = platform_get_drvdata(pdev);

	if (bad_again_begin(a))
		return -EIO;
	if (!register_netdev(a->netdev))
		return 0;
	bad_again_end(a); /* says nothing about remove */
	return -ENODEV;
}

static void bad_again_remove(struct platform_device *pdev)
{
	struct bad_again *a = platform_get_drvdata(pdev);

	cancel_work_sync(&a->reset);
	bad_again_end(a);
	unregister_netdev(a->netdev);
	dma_free_coherent(a->dev, 64, a->log, a->log_dma); // want "DMA217"
	dma_free_coherent(a->dev, 64, a->state, a->state_dma); // want "DMA217"
}

struct platform_driver bad_again_driver = { .probe = bad_again_probe, .remove = bad_again_remove };

/* The device core frees the interrupt after remove; the work's memory goes with a helper. */
struct bad_late {
	struct device *dev;
	u32 *mail;
	dma_addr_t mail_dma;
	struct work_struct work;
	int irq;
};

void bad_late_read(struct bad_late *l);

static void bad_late_work(struct work_struct *work)
{
	bad_late_read(container_of(work, struct bad_late, work));
}

static irqreturn_t bad_late_irq(int irq, void *data)
{
	struct bad_late *l = data;

	schedule_work(&l->work);
	return IRQ_HANDLED;
}

static int bad_late_probe(struct platform_device *pdev)
{
	struct bad_late *l = platform_get_drvdata(pdev);

	INIT_WORK(&l->work, bad_late_work);
	return devm_request_irq(l->dev, l->irq, bad_late_irq, 0, "late", l);
}

static void bad_late_remove(struct platform_device *pdev)
{
	struct bad_late *l = platform_get_drvdata(pdev);

	cancel_work_sync(&l->work);
	dma_free_coherent(l->dev, 64, l->mail, l->mail_dma); // want "DMA217"
}

struct platform_driver bad_late_driver = { .probe = bad_late_probe, .remove = bad_late_remove };

/* ---- a DMA channel is gone before who uses it ---- */

static netdev_tx_t bad_chan_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct bad_client *c = netdev_priv(netdev);

	dma_async_issue_pending(c->chan);
	return NETDEV_TX_OK;
}

static const struct net_device_ops bad_chan_ops = { .ndo_start_xmit = bad_chan_xmit };

static int bad_chan_probe(struct platform_device *pdev)
{
	struct net_device *netdev = platform_get_drvdata(pdev);

	netdev->netdev_ops = &bad_chan_ops;
	return register_netdev(netdev);
}

static void bad_chan_free(struct bad_client *c)
{
	if (c->chan)
		dma_release_channel(c->chan);
}

static void bad_chan_remove(struct platform_device *pdev)
{
	struct net_device *netdev = platform_get_drvdata(pdev);

	bad_chan_free(netdev_priv(netdev)); // want "DMA217"
	unregister_netdev(netdev);
}

struct platform_driver bad_chan_driver = { .probe = bad_chan_probe, .remove = bad_chan_remove };

/* ---- handed to a channel by one function, unmapped by another ---- */

struct bad_port {
	struct device *dev;
	struct dma_chan *chan;
	struct scatterlist list[2];
	dma_addr_t at;
	size_t len;
	int count;
};

int bad_port_send(struct bad_port *p)
{
	struct scatterlist *list = &p->list[0];
	int n = dma_map_sg(p->dev, list, p->count, DMA_TO_DEVICE);
	struct dma_async_tx_descriptor *d;

	if (!n)
		return -ENOMEM;
	d = dmaengine_prep_slave_sg(p->chan, list, n, DMA_MEM_TO_DEV, DMA_PREP_INTERRUPT);
	if (!d) {
		dma_unmap_sg(p->dev, list, p->count, DMA_TO_DEVICE);
		return -EIO;
	}
	dmaengine_submit(d);
	dma_async_issue_pending(p->chan);
	return 0;
}

void bad_port_flush(struct bad_port *p)
{
	dmaengine_terminate_all(p->chan);
	dma_unmap_sg(p->dev, &p->list[0], p->count, DMA_TO_DEVICE); // want "DMA217"
}

int bad_port_receive(struct bad_port *p)
{
	struct dma_async_tx_descriptor *d;

	d = dmaengine_prep_slave_single(p->chan, p->at, p->len, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!d)
		return -EIO;
	dmaengine_submit(d);
	dma_async_issue_pending(p->chan);
	return 0;
}

int bad_port_map(struct bad_port *p, void *buf)
{
	p->at = dma_map_single(p->dev, buf, p->len, DMA_FROM_DEVICE);
	return dma_mapping_error(p->dev, p->at);
}

/* The channel is stopped, but too late. */
void bad_port_close(struct bad_port *p)
{
	dma_unmap_single(p->dev, p->at, p->len, DMA_FROM_DEVICE); // want "DMA217"
	dmaengine_terminate_sync(p->chan);
}

/* ---- an operation starts what uses it ---- */

struct bad_pump {
	struct device *dev;
	struct net_device *netdev;
	struct delayed_work beat;
	struct work_struct pump;
	struct dma_chan *chan;
	u32 *ring;
	dma_addr_t ring_dma;
};

static void bad_pump_work(struct work_struct *work)
{
	struct bad_pump *p = container_of(work, struct bad_pump, pump);

	p->ring[0] = 1;
}

static void bad_pump_beat(struct work_struct *work)
{
	struct bad_pump *p = container_of(work, struct bad_pump, beat.work);

	dma_async_issue_pending(p->chan);
	schedule_delayed_work(&p->beat, HZ);
}

static netdev_tx_t bad_pump_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct bad_pump *p = netdev_priv(netdev);

	schedule_work(&p->pump);
	return NETDEV_TX_OK;
}

static const struct net_device_ops bad_pump_ops = { .ndo_start_xmit = bad_pump_xmit };

static int bad_pump_probe(struct platform_device *pdev)
{
	struct bad_pump *p = platform_get_drvdata(pdev);

	p->netdev->netdev_ops = &bad_pump_ops;
	INIT_WORK(&p->pump, bad_pump_work);
	INIT_DELAYED_WORK(&p->beat, bad_pump_beat);
	return register_netdev(p->netdev);
}

static void bad_pump_remove(struct platform_device *pdev)
{
	struct bad_pump *p = platform_get_drvdata(pdev);

	flush_work(&p->pump);
	dma_free_coherent(p->dev, 4096, p->ring, p->ring_dma); // want "DMA217"
	unregister_netdev(p->netdev);
	cancel_delayed_work(&p->beat);
	dma_release_channel(p->chan); // want "DMA217"
}

struct platform_driver bad_pump_driver = { .probe = bad_pump_probe, .remove = bad_pump_remove };

/* ---- a list, and a wait that gives up ---- */

static int bad_list_wait(struct bad_dev *b)
{
	if (!wait_for_completion_timeout(&b->done, HZ))
		return -ETIMEDOUT;
	return 0;
}

int bad_list_run(struct bad_dev *b, struct scatterlist *sg, int n)
{
	int rc;

	if (!dma_map_sg(b->dev, sg, n, DMA_FROM_DEVICE))
		return -ENOMEM;
	writel(sg_dma_address(sg), b->regs);
	rc = bad_list_wait(b);
	dma_unmap_sg(b->dev, sg, n, DMA_FROM_DEVICE); // want "DMA217"
	return rc;
}

/* ---- memory that is used by a pointer into it ---- */

struct bad_block {
	struct device *dev;
	void *mem;
	dma_addr_t mem_dma;
	u32 *rx, *tx;
	struct work_struct work;
};

static void bad_block_work(struct work_struct *work)
{
	struct bad_block *b = container_of(work, struct bad_block, work);

	b->tx[0] = b->rx[0];
}

static int bad_block_probe(struct platform_device *pdev)
{
	struct bad_block *b = platform_get_drvdata(pdev);

	b->mem = dma_alloc_coherent(b->dev, 4096, &b->mem_dma, GFP_KERNEL);
	if (!b->mem)
		return -ENOMEM;
	b->rx = b->mem;
	b->tx = b->mem + 2048;
	INIT_WORK(&b->work, bad_block_work);
	schedule_work(&b->work);
	return 0;
}

static void bad_block_remove(struct platform_device *pdev)
{
	struct bad_block *b = platform_get_drvdata(pdev);

	dma_free_coherent(b->dev, 4096, b->mem, b->mem_dma); // want "DMA217: mem"
	cancel_work_sync(&b->work);
}

struct platform_driver bad_block_driver = { .probe = bad_block_probe, .remove = bad_block_remove };
