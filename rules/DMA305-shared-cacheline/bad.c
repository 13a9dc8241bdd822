/* SPDX-License-Identifier: Apache-2.0 */
/* DMA305: what a device writes lies in a cache line that the CPU writes to. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spi/spi.h>
#include <linux/usb.h>
#include <linux/virtio.h>
#include <linux/workqueue.h>

/* A lock behind the buffer of a transfer. */
struct bad_sensor {
	struct spi_device *spi;
	u8 rx[4];		// want "DMA305: rx"
	struct mutex lock;
};

int bad_sensor_read(struct bad_sensor *s)
{
	struct spi_transfer xfer = { .rx_buf = s->rx, .len = 4 };
	int ret;

	mutex_lock(&s->lock);
	ret = spi_sync_transfer(s->spi, &xfer, 1);
	mutex_unlock(&s->lock);
	return ret;
}

/* A buffer on a line of its own, but for what comes behind it. */
struct bad_tail {
	struct device *dev;
	u8 data[96] ____cacheline_aligned;	// want "DMA305: data"
	spinlock_t lock;
	dma_addr_t dma;
};

int bad_tail_start(struct bad_tail *t)
{
	t->dma = dma_map_single(t->dev, t->data, sizeof(t->data), DMA_FROM_DEVICE);
	return dma_mapping_error(t->dev, t->dma) ? -EIO : 0;
}

void bad_tail_stop(struct bad_tail *t)
{
	dma_unmap_single(t->dev, t->dma, sizeof(t->data), DMA_FROM_DEVICE);
}

void bad_tail_count(struct bad_tail *t)
{
	spin_lock(&t->lock);
	spin_unlock(&t->lock);
}

/* An urb is in flight while functions of the device write to what lies beside its buffer. */
struct bad_keys {
	struct usb_device *udev;
	struct urb *urb;
	u8 report[8];		// want "DMA305: report"
	u8 leds;
	struct mutex lock ____cacheline_aligned;
};

static void bad_keys_done(struct urb *urb)
{
	struct bad_keys *k = urb->context;

	usb_submit_urb(k->urb, GFP_ATOMIC);
}

int bad_keys_open(struct bad_keys *k)
{
	usb_fill_int_urb(k->urb, k->udev, usb_rcvintpipe(k->udev, 1), k->report, 8, bad_keys_done, k, 1);
	return usb_submit_urb(k->urb, GFP_KERNEL);
}

void bad_keys_set_leds(struct bad_keys *k, u8 leds)
{
	mutex_lock(&k->lock);
	k->leds = leds;
	mutex_unlock(&k->lock);
}

/* One record alone would be right: in an array the buffer of the next begins in the line of this one's work. */
struct bad_event {
	u8 data[64];		// want "DMA305: data"
	struct work_struct work;
};

struct bad_events {
	struct virtqueue *vq;
	struct bad_event events[8];
};

int bad_events_post(struct bad_events *b, struct bad_event *e)
{
	struct scatterlist sg;

	sg_init_one(&sg, e->data, sizeof(e->data));
	return virtqueue_add_inbuf(b->vq, &sg, 1, e, GFP_ATOMIC);
}

void bad_events_run(struct bad_event *e)
{
	schedule_work(&e->work);
}

/* A helper queues what it is given: an element of an array in the record, beside its lock. */
struct bad_answer {
	u32 id;
	u32 value;
};

struct bad_answers {
	struct virtqueue *vq;
	struct bad_answer list[4];	// want "DMA305: list"
	spinlock_t lock;
};

static int bad_answers_queue(struct bad_answers *b, struct bad_answer *a)
{
	struct scatterlist sg;

	sg_init_one(&sg, a, sizeof(*a));
	return virtqueue_add_inbuf(b->vq, &sg, 1, a, GFP_ATOMIC);
}

void bad_answers_fill(struct bad_answers *b)
{
	int i;

	for (i = 0; i < 4; i++) {
		struct bad_answer *a = &b->list[i];

		bad_answers_queue(b, a);
	}
}

u32 bad_answers_take(struct bad_answers *b)
{
	struct bad_answer *a;
	unsigned int len;
	u32 value = 0;

	spin_lock(&b->lock);
	a = virtqueue_get_buf(b->vq, &len);
	if (a) {
		value = a->value;
		bad_answers_queue(b, a);
	}
	spin_unlock(&b->lock);
	return value;
}

/* Lists that the device reads come first, then those that it writes. */
struct bad_request {
	u32 command;
	u32 answer;		// want "DMA305: answer"
	struct completion done;
};

int bad_request_send(struct virtqueue *vq, struct bad_request *r)
{
	struct scatterlist out, in, *lists[2] = { &out, &in };

	sg_init_one(&out, &r->command, sizeof(r->command));
	sg_init_one(&in, &r->answer, sizeof(r->answer));
	return virtqueue_add_sgs(vq, lists, 1, 1, r, GFP_KERNEL);
}

void bad_request_wait(struct bad_request *r)
{
	wait_for_completion(&r->done);
}

/* A helper asks the device; the record lies in another one, behind its lock. */
struct bad_state {
	u8 status;
};

struct bad_stick {
	struct usb_device *udev;
	struct mutex lock;
	struct bad_state state;	// want "DMA305: status"
};

static int bad_stick_ask(struct bad_stick *s, void *to, u16 len)
{
	return usb_control_msg(s->udev, usb_rcvctrlpipe(s->udev, 0), 1, USB_DIR_IN | USB_TYPE_VENDOR, 0, 0, to, len,
			       1000);
}

int bad_stick_status(struct bad_stick *s)
{
	int ret;

	mutex_lock(&s->lock);
	ret = bad_stick_ask(s, &s->state.status, 1);
	mutex_unlock(&s->lock);
	return ret;
}

/* The function that has handed it over waits beside it. */
struct bad_waiter {
	struct device *dev;
	u8 answer[8];		// want "DMA305: answer"
	struct completion done;
};

int bad_waiter_ask(struct bad_waiter *w)
{
	dma_addr_t dma = dma_map_single(w->dev, w->answer, sizeof(w->answer), DMA_FROM_DEVICE);

	if (dma_mapping_error(w->dev, dma))
		return -EIO;
	writel(lower_32_bits(dma), NULL);
	wait_for_completion(&w->done);
	dma_unmap_single(w->dev, dma, sizeof(w->answer), DMA_FROM_DEVICE);
	return w->answer[0];
}

/* Another buffer is filled while this one waits for the device. */
struct bad_pair {
	struct usb_device *udev;
	struct urb *in;
	u8 in_buf[16];		// want "DMA305: in_buf"
	u8 out_buf[16];
	struct mutex lock ____cacheline_aligned;
};

static void bad_pair_done(struct urb *urb)
{
	usb_submit_urb(urb, GFP_ATOMIC);
}

int bad_pair_listen(struct bad_pair *p)
{
	usb_fill_int_urb(p->in, p->udev, usb_rcvintpipe(p->udev, 1), p->in_buf, 16, bad_pair_done, p, 1);
	return usb_submit_urb(p->in, GFP_KERNEL);
}

int bad_pair_say(struct bad_pair *p, const void *what)
{
	int ret;

	mutex_lock(&p->lock);
	memcpy(p->out_buf, what, sizeof(p->out_buf));
	ret = usb_bulk_msg(p->udev, usb_sndbulkpipe(p->udev, 2), p->out_buf, 16, NULL, 1000);
	mutex_unlock(&p->lock);
	return ret;
}
