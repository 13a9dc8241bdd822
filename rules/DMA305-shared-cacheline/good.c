/* SPDX-License-Identifier: Apache-2.0 */
/* DMA305: the same, with lines that are the device's own, or with nobody to share them. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/pm.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spi/spi.h>
#include <linux/usb.h>
#include <linux/virtio.h>
#include <linux/workqueue.h>

/* The last member, on a line of its own: the end of an allocation is one of a line. */
struct good_sensor {
	struct spi_device *spi;
	struct mutex lock;
	u8 rx[4] __aligned(ARCH_DMA_MINALIGN);
};

int good_sensor_read(struct good_sensor *s)
{
	struct spi_transfer xfer = { .rx_buf = s->rx, .len = 4 };
	int ret;

	mutex_lock(&s->lock);
	ret = spi_sync_transfer(s->spi, &xfer, 1);
	mutex_unlock(&s->lock);
	return ret;
}

/* Read by the device only: nothing is thrown away. */
struct good_writer {
	struct spi_device *spi;
	u8 tx[4];
	struct mutex lock;
};

int good_writer_write(struct good_writer *w)
{
	struct spi_transfer xfer = { .tx_buf = w->tx, .len = 4 };
	int ret;

	mutex_lock(&w->lock);
	ret = spi_sync_transfer(w->spi, &xfer, 1);
	mutex_unlock(&w->lock);
	return ret;
}

/* A group: what follows it begins a line, too. */
struct good_group {
	struct spi_device *spi;
	__dma_from_device_group_begin(rx);
	u8 rx[4];
	__dma_from_device_group_end(rx);
	struct mutex lock;
};

int good_group_read(struct good_group *g)
{
	struct spi_transfer xfer = { .rx_buf = g->rx, .len = 4 };
	int ret;

	mutex_lock(&g->lock);
	ret = spi_sync_transfer(g->spi, &xfer, 1);
	mutex_unlock(&g->lock);
	return ret;
}

/* The union begins a line, and is the last. */
struct good_union {
	struct spi_device *spi;
	struct mutex lock;
	union {
		u8 d8[4];
		u32 d32;
	} __aligned(ARCH_DMA_MINALIGN);
};

int good_union_read(struct good_union *u)
{
	struct spi_transfer xfer = { .rx_buf = &u->d32, .len = 4 };
	int ret;

	mutex_lock(&u->lock);
	ret = spi_sync_transfer(u->spi, &xfer, 1);
	mutex_unlock(&u->lock);
	return ret;
}

/* Allocated alone. */
struct good_alone {
	struct usb_device *udev;
	struct mutex lock;
	u8 *buf;
};

int good_alone_open(struct good_alone *a)
{
	a->buf = kmalloc(8, GFP_KERNEL);
	return a->buf ? 0 : -ENOMEM;
}

int good_alone_ask(struct good_alone *a)
{
	int ret;

	mutex_lock(&a->lock);
	ret = usb_control_msg(a->udev, usb_rcvctrlpipe(a->udev, 0), 1, USB_DIR_IN | USB_TYPE_VENDOR, 0, 0, a->buf, 8,
			      1000);
	mutex_unlock(&a->lock);
	return ret;
}

/* What lies beside it is set when the device is found, and never again. */
struct good_fixed {
	struct usb_device *udev;
	u8 status[8];
	u32 version;
};

int good_fixed_status(struct good_fixed *f)
{
	return usb_control_msg(f->udev, usb_rcvctrlpipe(f->udev, 0), 1, USB_DIR_IN | USB_TYPE_VENDOR, 0, 0, f->status,
			       8, 1000);
}

static int good_fixed_probe(struct usb_interface *intf, const struct usb_device_id *id)
{
	struct good_fixed *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->udev = interface_to_usbdev(intf);
	f->version = 3;
	usb_set_intfdata(intf, f);
	return 0;
}

/* Asked for once, when nobody else has the record. */
struct good_once {
	struct usb_device *udev;
	u8 serial[8];
	struct mutex lock;
};

static int good_once_probe(struct usb_interface *intf, const struct usb_device_id *id)
{
	struct good_once *o = kzalloc(sizeof(*o), GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	o->udev = interface_to_usbdev(intf);
	mutex_init(&o->lock);
	usb_set_intfdata(intf, o);
	return usb_control_msg(o->udev, usb_rcvctrlpipe(o->udev, 0), 1, USB_DIR_IN | USB_TYPE_VENDOR, 0, 0, o->serial,
			       8, 1000);
}

void good_once_use(struct good_once *o)
{
	mutex_lock(&o->lock);
	mutex_unlock(&o->lock);
}

struct usb_driver good_fixed_driver = { .name = "fixed", .probe = good_fixed_probe };
struct usb_driver good_once_driver = { .name = "once", .probe = good_once_probe };

/* A line lies between the two. */
struct good_far {
	struct device *dev;
	spinlock_t lock;
	u8 other[256];
	u8 data[64] ____cacheline_aligned;
	u8 rest[256] ____cacheline_aligned;
	dma_addr_t dma;
};

int good_far_start(struct good_far *f)
{
	f->dma = dma_map_single(f->dev, f->data, sizeof(f->data), DMA_FROM_DEVICE);
	return dma_mapping_error(f->dev, f->dma) ? -EIO : 0;
}

void good_far_stop(struct good_far *f)
{
	spin_lock(&f->lock);
	dma_unmap_single(f->dev, f->dma, sizeof(f->data), DMA_FROM_DEVICE);
	spin_unlock(&f->lock);
}

/* The other way: the device reads all of it. */
struct good_command {
	struct device *dev;
	u8 data[64];
	spinlock_t lock;
	dma_addr_t dma;
};

int good_command_start(struct good_command *c)
{
	c->dma = dma_map_single(c->dev, c->data, sizeof(c->data), DMA_TO_DEVICE);
	return dma_mapping_error(c->dev, c->dma) ? -EIO : 0;
}

void good_command_stop(struct good_command *c)
{
	spin_lock(&c->lock);
	dma_unmap_single(c->dev, c->dma, sizeof(c->data), DMA_TO_DEVICE);
	spin_unlock(&c->lock);
}

/* A list that the device reads. */
struct good_event {
	u8 data[40];
	struct work_struct work;
};

int good_event_post(struct virtqueue *vq, struct good_event *e)
{
	struct scatterlist sg;

	sg_init_one(&sg, e->data, sizeof(e->data));
	return virtqueue_add_outbuf(vq, &sg, 1, e, GFP_ATOMIC);
}

void good_event_run(struct good_event *e)
{
	schedule_work(&e->work);
}

/* A helper queues what it is given: an array of its own lines, or memory of its own. */
struct good_answer {
	u32 id;
	u32 value;
};

struct good_answers {
	struct virtqueue *vq;
	struct good_answer *more;
	struct good_answer list[4] ____cacheline_aligned;
	spinlock_t lock ____cacheline_aligned;
};

static int good_answers_queue(struct good_answers *g, struct good_answer *a)
{
	struct scatterlist sg;

	sg_init_one(&sg, a, sizeof(*a));
	return virtqueue_add_inbuf(g->vq, &sg, 1, a, GFP_ATOMIC);
}

void good_answers_fill(struct good_answers *g)
{
	int i;

	spin_lock(&g->lock);
	for (i = 0; i < 4; i++) {
		good_answers_queue(g, &g->list[i]);
		good_answers_queue(g, &g->more[i]);
	}
	spin_unlock(&g->lock);
}

/* What it queues for the device to read may lie anywhere. */
struct good_wishes {
	struct virtqueue *vq;
	struct good_answer list[4];
	spinlock_t lock;
};

static int good_wishes_queue(struct good_wishes *g, struct good_answer *a)
{
	struct scatterlist sg;

	sg_init_one(&sg, a, sizeof(*a));
	return virtqueue_add_outbuf(g->vq, &sg, 1, a, GFP_ATOMIC);
}

int good_wishes_send(struct good_wishes *g, int i)
{
	int ret;

	spin_lock(&g->lock);
	ret = good_wishes_queue(g, &g->list[i]);
	spin_unlock(&g->lock);
	return ret;
}

/* The list that the device writes leads to memory of its own. */
struct good_request {
	u32 command;
	struct completion done;
	u32 *answer;
};

int good_request_send(struct virtqueue *vq, struct good_request *r)
{
	struct scatterlist out, in, *lists[2] = { &out, &in };

	sg_init_one(&out, &r->command, sizeof(r->command));
	sg_init_one(&in, r->answer, sizeof(*r->answer));
	return virtqueue_add_sgs(vq, lists, 1, 1, r, GFP_KERNEL);
}

void good_request_wait(struct good_request *r)
{
	wait_for_completion(&r->done);
}

/* Elements of an array that are whole lines. */
struct good_slot {
	u8 data[64] ____cacheline_aligned;
	struct work_struct work ____cacheline_aligned;
};

struct good_slots {
	struct virtqueue *vq;
	struct good_slot slots[8];
};

int good_slots_post(struct good_slots *g, struct good_slot *s)
{
	struct scatterlist sg;

	sg_init_one(&sg, s->data, sizeof(s->data));
	return virtqueue_add_inbuf(g->vq, &sg, 1, s, GFP_ATOMIC);
}

void good_slots_run(struct good_slot *s)
{
	schedule_work(&s->work);
}

/* The completion of the urb writes beside the buffer: the device has it only afterwards again. */
struct good_keys {
	struct usb_device *udev;
	struct urb *urb;
	u8 report[8];
	u32 count;
	struct mutex lock ____cacheline_aligned;
};

static void good_keys_done(struct urb *urb)
{
	struct good_keys *k = urb->context;

	k->count++;
	usb_submit_urb(k->urb, GFP_ATOMIC);
}

int good_keys_open(struct good_keys *k)
{
	mutex_lock(&k->lock);
	usb_fill_int_urb(k->urb, k->udev, usb_rcvintpipe(k->udev, 1), k->report, 8, good_keys_done, k, 1);
	mutex_unlock(&k->lock);
	return usb_submit_urb(k->urb, GFP_KERNEL);
}

/* The core writes its account of a transfer before and after that. */
struct good_message {
	struct spi_device *spi;
	struct mutex lock ____cacheline_aligned;
	u8 rx[4] ____cacheline_aligned;
	struct spi_transfer xfer;
	struct spi_message msg;
};

int good_message_read(struct good_message *m)
{
	spi_message_init(&m->msg);
	m->xfer.rx_buf = m->rx;
	m->xfer.len = 4;
	spi_message_add_tail(&m->xfer, &m->msg);
	return spi_sync(m->spi, &m->msg);
}

/* Who takes the buffer back writes beside it afterwards. */
struct good_queue {
	struct virtqueue *vq;
	u8 data[64] ____cacheline_aligned;
	struct completion done;
};

int good_queue_ask(struct good_queue *q)
{
	struct scatterlist sg;

	sg_init_one(&sg, q->data, sizeof(q->data));
	return virtqueue_add_inbuf(q->vq, &sg, 1, q, GFP_KERNEL);
}

void good_queue_done(struct good_queue *q)
{
	unsigned int len;

	if (virtqueue_get_buf(q->vq, &len))
		complete(&q->done);
}

/* ... and so does the function that unmaps it. */
struct good_unmapper {
	struct device *dev;
	dma_addr_t dma;
	u8 data[64] ____cacheline_aligned;
	struct completion done;
};

int good_unmapper_start(struct good_unmapper *u)
{
	init_completion(&u->done);
	u->dma = dma_map_single(u->dev, u->data, sizeof(u->data), DMA_FROM_DEVICE);
	return dma_mapping_error(u->dev, u->dma) ? -EIO : 0;
}

void good_unmapper_end(struct good_unmapper *u)
{
	dma_unmap_single(u->dev, u->dma, sizeof(u->data), DMA_FROM_DEVICE);
	complete(&u->done);
}

/* The work of a device that wakes up: no transfer runs by then. */
struct good_sleeper {
	struct spi_device *spi;
	u8 rx[4] ____cacheline_aligned;
	struct work_struct work;
};

int good_sleeper_read(struct good_sleeper *s)
{
	struct spi_transfer xfer = { .rx_buf = s->rx, .len = 4 };

	return spi_sync_transfer(s->spi, &xfer, 1);
}

static int good_sleeper_resume(struct device *dev)
{
	struct good_sleeper *s = dev_get_drvdata(dev);

	schedule_work(&s->work);
	return 0;
}

const struct dev_pm_ops good_sleeper_pm = { .resume = good_sleeper_resume };

/* Called in the same thread, when the transfer is over. */
struct good_caller {
	struct spi_device *spi;
	u8 rx[4] ____cacheline_aligned;
	struct work_struct work;
};

int good_caller_read(struct good_caller *c)
{
	struct spi_transfer xfer = { .rx_buf = c->rx, .len = 4 };
	int ret = spi_sync_transfer(c->spi, &xfer, 1);

	schedule_work(&c->work);
	return ret;
}

/* A pointer is cleared when what it led to goes. */
struct good_cleaner {
	struct usb_device *udev;
	struct urb *urb;
	u8 report[8];
	void *table;
	struct mutex lock ____cacheline_aligned;
};

static void good_cleaner_done(struct urb *urb)
{
	usb_submit_urb(urb, GFP_ATOMIC);
}

int good_cleaner_open(struct good_cleaner *c)
{
	usb_fill_int_urb(c->urb, c->udev, usb_rcvintpipe(c->udev, 1), c->report, 8, good_cleaner_done, c, 1);
	return usb_submit_urb(c->urb, GFP_KERNEL);
}

void good_cleaner_close(struct good_cleaner *c)
{
	mutex_lock(&c->lock);
	usb_kill_urb(c->urb);
	kfree(c->table);
	c->table = NULL;
	mutex_unlock(&c->lock);
}
