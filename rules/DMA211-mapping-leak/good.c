/* SPDX-License-Identifier: Apache-2.0 */
/* DMA211, correct: unwinding, publication, helpers, managed and premapped buffers. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/mmc/host.h>
#include <linux/slab.h>

#define RING 16

struct good_slot { void *buf; dma_addr_t dma; unsigned int len; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct dma_chan *chan;
	struct completion done;
	struct good_slot slot[RING];
	unsigned int head, tail;
	dma_addr_t bounce_dma;
	void *bounce;
};

/* One way out, in the reverse order. */
int good_labels(struct good_dev *g, void *src, void *dst, size_t len)
{
	dma_addr_t from, to;
	int ret = 0;

	from = dma_map_single(g->dev, src, len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, from))
		return -ENOMEM;
	to = dma_map_single(g->dev, dst, len, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, to)) {
		ret = -ENOMEM;
		goto unmap_from;
	}
	writel(lower_32_bits(from), g->regs);
	writel(lower_32_bits(to), g->regs + 4);
	if (!wait_for_completion_timeout(&g->done, HZ)) {
		writel(0, g->regs + 8);
		ret = -ETIMEDOUT;
	}
	dma_unmap_single(g->dev, to, len, DMA_FROM_DEVICE);
unmap_from:
	dma_unmap_single(g->dev, from, len, DMA_TO_DEVICE);
	return ret;
}

/* Kept in a slot: the interrupt unmaps. */
int good_publish(struct good_dev *g, void *buf, unsigned int len)
{
	struct good_slot *s = &g->slot[g->head];

	s->dma = dma_map_single(g->dev, buf, len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, s->dma))
		return -ENOMEM;
	s->buf = buf;
	s->len = len;
	g->head = (g->head + 1) % RING;
	writel(lower_32_bits(s->dma), g->regs);
	return 0;
}

static irqreturn_t good_irq(int irq, void *data)
{
	struct good_dev *g = data;

	while (g->tail != g->head) {
		struct good_slot *s = &g->slot[g->tail];

		dma_unmap_single(g->dev, s->dma, s->len, DMA_TO_DEVICE);
		s->dma = 0;
		g->tail = (g->tail + 1) % RING;
	}
	return IRQ_HANDLED;
}

/* Entry i failed: 0 .. i - 1 are undone. */
int good_while(struct good_dev *g, void **bufs)
{
	int i;

	for (i = 0; i < RING; i++) {
		g->slot[i].dma = dma_map_single(g->dev, bufs[i], 512, DMA_TO_DEVICE);
		if (dma_mapping_error(g->dev, g->slot[i].dma))
			goto undo;
	}
	return 0;
undo:
	while (i--)
		dma_unmap_single(g->dev, g->slot[i].dma, 512, DMA_TO_DEVICE);
	return -ENOMEM;
}

int good_while_pre(struct good_dev *g, dma_addr_t *handles, void **bufs, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		handles[i] = dma_map_single(g->dev, bufs[i], 512, DMA_TO_DEVICE);
		if (dma_mapping_error(g->dev, handles[i])) {
			while (--i >= 0)
				dma_unmap_single(g->dev, handles[i], 512, DMA_TO_DEVICE);
			return -ENOMEM;
		}
	}
	return 0;
}

/* Entry i is live when something after its map call fails. */
int good_for_down(struct good_dev *g, void **bufs)
{
	dma_addr_t handles[RING];
	int i, ret = 0;

	for (i = 0; i < RING; i++) {
		handles[i] = dma_map_single(g->dev, bufs[i], 512, DMA_TO_DEVICE);
		if (dma_mapping_error(g->dev, handles[i])) {
			i--;
			ret = -ENOMEM;
			goto undo;
		}
		writel(lower_32_bits(handles[i]), g->regs);
		if (readl(g->regs + 4)) {
			ret = -EIO;
			goto undo;
		}
	}
	wait_for_completion(&g->done);
	i = RING - 1;
undo:
	for (; i >= 0; i--)
		dma_unmap_single(g->dev, handles[i], 512, DMA_TO_DEVICE);
	return ret;
}

/* Back over a ring with wrap-around. */
int good_wrap(struct good_dev *g, void **bufs, unsigned int count)
{
	unsigned int first = g->head, n;

	for (n = 0; n < count; n++) {
		struct good_slot *s = &g->slot[g->head];

		s->len = 512;
		s->dma = dma_map_single(g->dev, bufs[n], s->len, DMA_TO_DEVICE);
		if (dma_mapping_error(g->dev, s->dma))
			goto undo;
		g->head = (g->head + 1) % RING;
	}
	return 0;
undo:
	while (g->head != first) {
		g->head = g->head ? g->head - 1 : RING - 1;
		dma_unmap_single(g->dev, g->slot[g->head].dma, g->slot[g->head].len, DMA_TO_DEVICE);
		g->slot[g->head].dma = 0;
	}
	return -ENOMEM;
}

/* A cleanup helper behind a label. */
static void good_cleanup(struct good_dev *g, struct good_slot *s)
{
	if (s->dma)
		dma_unmap_single(g->dev, s->dma, s->len, DMA_FROM_DEVICE);
	s->dma = 0;
	kfree(s->buf);
	s->buf = NULL;
}

int good_helper(struct good_dev *g, struct good_slot *s)
{
	int ret;

	s->len = 2048;
	s->buf = kmalloc(s->len, GFP_KERNEL);
	if (!s->buf)
		return -ENOMEM;
	s->dma = dma_map_single(g->dev, s->buf, s->len, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, s->dma)) {
		s->dma = 0;
		ret = -ENOMEM;
		goto fail;
	}
	if (readl(g->regs + 8)) {
		ret = -EBUSY;
		goto fail;
	}
	writel(lower_32_bits(s->dma), g->regs + 4);
	return 0;
fail:
	good_cleanup(g, s);
	return ret;
}

/* Managed: the device core unmaps. */
static void good_unmap_bounce(void *data)
{
	struct good_dev *g = data;

	dma_unmap_single(g->dev, g->bounce_dma, PAGE_SIZE, DMA_BIDIRECTIONAL);
}

int good_devm(struct good_dev *g)
{
	g->bounce_dma = dma_map_single(g->dev, g->bounce, PAGE_SIZE, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(g->dev, g->bounce_dma))
		return -ENOMEM;
	return devm_add_action_or_reset(g->dev, good_unmap_bounce, g);
}

/* The same condition guards map and unmap. */
int good_correlated(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = 0;

	if (len) {
		dma = dma_map_single(g->dev, buf, len, DMA_TO_DEVICE);
		if (dma_mapping_error(g->dev, dma))
			return -ENOMEM;
		writel(lower_32_bits(dma), g->regs);
	}
	writel(1, g->regs + 8);
	wait_for_completion(&g->done);
	if (len)
		dma_unmap_single(g->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* Mapped ahead by pre_req(): the cookie says whose mapping it is. */
int good_premapped(struct good_dev *g, struct mmc_data *data)
{
	if (!data->host_cookie) {
		data->sg_count = dma_map_sg(g->dev, data->sg, data->sg_len, mmc_get_dma_dir(data));
		if (!data->sg_count)
			return -ENOMEM;
	}
	writel(lower_32_bits(sg_dma_address(data->sg)), g->regs);
	if (!wait_for_completion_timeout(&g->done, HZ)) {
		writel(0, g->regs + 8);
		if (!data->host_cookie)
			dma_unmap_sg(g->dev, data->sg, data->sg_len, mmc_get_dma_dir(data));
		return -ETIMEDOUT;
	}
	if (!data->host_cookie)
		dma_unmap_sg(g->dev, data->sg, data->sg_len, mmc_get_dma_dir(data));
	return 0;
}

/* The status is looked at after the unmap; one exit for all. */
int good_late_status(struct good_dev *g, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);
	unsigned long left;

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	left = wait_for_completion_timeout(&g->done, HZ);
	writel(0, g->regs + 8);
	dma_unmap_single(g->dev, dma, len, DMA_FROM_DEVICE);
	if (!left)
		return -ETIMEDOUT;
	return 0;
}

int good_irq_setup(struct good_dev *g, unsigned int irq)
{
	return devm_request_irq(g->dev, irq, good_irq, 0, "good", g);
}

/* Who unmaps asks for each of the two. */
struct good_both { void *in, *out; dma_addr_t in_dma, out_dma; size_t len; };

int good_both_map(struct good_dev *g, struct good_both *p)
{
	p->in_dma = dma_map_single(g->dev, p->in, p->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, p->in_dma)) {
		p->in_dma = 0;
		return -ENOMEM;
	}
	p->out_dma = dma_map_single(g->dev, p->out, p->len, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, p->out_dma)) {
		p->out_dma = 0;
		return -ENOMEM;
	}
	return 0;
}

void good_both_unmap(struct good_dev *g, struct good_both *p)
{
	if (p->in_dma)
		dma_unmap_single(g->dev, p->in_dma, p->len, DMA_TO_DEVICE);
	if (p->out_dma)
		dma_unmap_single(g->dev, p->out_dma, p->len, DMA_FROM_DEVICE);
}

/* Two kinds of record, and each has one of its own to unmap it. */
struct good_pair { void *in, *out; dma_addr_t first, second; size_t len; };

int good_pair_map(struct good_dev *g, struct good_pair *p)
{
	p->first = dma_map_single(g->dev, p->in, p->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, p->first))
		return -ENOMEM;
	p->second = dma_map_single(g->dev, p->out, p->len, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, p->second))
		return -EIO;
	return 0;
}

void good_pair_unmap_first(struct good_dev *g, struct good_pair *p)
{
	dma_unmap_single(g->dev, p->first, p->len, DMA_TO_DEVICE);
}

void good_pair_unmap_second(struct good_dev *g, struct good_pair *p)
{
	dma_unmap_single(g->dev, p->second, p->len, DMA_FROM_DEVICE);
}

/* The field moves on, and the first handle is kept elsewhere, or was unmapped. */
struct good_one { void *a, *b; dma_addr_t dma, old; size_t len; };

int good_one_map(struct good_dev *g, struct good_one *o)
{
	o->dma = dma_map_single(g->dev, o->a, o->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, o->dma))
		return -ENOMEM;
	o->old = o->dma;
	o->dma = dma_map_single(g->dev, o->b, o->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, o->dma)) {
		dma_unmap_single(g->dev, o->old, o->len, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	return 0;
}

void good_one_unmap(struct good_dev *g, struct good_one *o)
{
	dma_unmap_single(g->dev, o->dma, o->len, DMA_TO_DEVICE);
	dma_unmap_single(g->dev, o->old, o->len, DMA_TO_DEVICE);
}

int good_one_after_other(struct good_dev *g, struct good_one *o)
{
	o->dma = dma_map_single(g->dev, o->a, o->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, o->dma))
		return -ENOMEM;
	dma_unmap_single(g->dev, o->dma, o->len, DMA_TO_DEVICE);
	o->dma = dma_map_single(g->dev, o->b, o->len, DMA_TO_DEVICE);
	return dma_mapping_error(g->dev, o->dma) ? -ENOMEM : 0;
}

/* Each round fills an entry of its own. */
int good_entries(struct good_dev *g, struct good_one *o, int n)
{
	int i;

	for (i = 0; i < n; i++, o++) {
		o->dma = dma_map_single(g->dev, o->a, o->len, DMA_TO_DEVICE);
		if (dma_mapping_error(g->dev, o->dma))
			return i;
	}
	return n;
}

/* All of them are undone: down to 0, or the first one by itself. */
int good_unwind(struct good_dev *g, struct good_slot *s, void **bufs)
{
	int i;

	for (i = 0; i < RING; i++) {
		s[i].dma = dma_map_single(g->dev, bufs[i], 64, DMA_TO_DEVICE);
		if (dma_mapping_error(g->dev, s[i].dma))
			goto undo;
	}
	return 0;
undo:
	while (i > 0) {
		i--;
		dma_unmap_single(g->dev, s[i].dma, 64, DMA_TO_DEVICE);
	}
	return -ENOMEM;
}

int good_unwind_head(struct good_dev *g, struct good_slot *s, void *head, void **bufs)
{
	int i;

	s[0].dma = dma_map_single(g->dev, head, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, s[0].dma))
		return -ENOMEM;
	for (i = 1; i < RING; i++) {
		s[i].dma = dma_map_page(g->dev, bufs[i], 0, 64, DMA_TO_DEVICE);
		if (dma_mapping_error(g->dev, s[i].dma))
			goto undo;
	}
	return 0;
undo:
	while (--i > 0)
		dma_unmap_page(g->dev, s[i].dma, 64, DMA_TO_DEVICE);
	dma_unmap_single(g->dev, s[0].dma, 64, DMA_TO_DEVICE);
	return -ENOMEM;
}

int good_unwind_by_one(struct good_dev *g, struct good_slot *s, void **bufs)
{
	int i;

	for (i = 0; i < RING; i++) {
		s[i].dma = dma_map_single(g->dev, bufs[i], 64, DMA_TO_DEVICE);
		if (dma_mapping_error(g->dev, s[i].dma))
			goto undo;
	}
	return 0;
undo:
	for (; i > 0; i--)
		dma_unmap_single(g->dev, s[i - 1].dma, 64, DMA_TO_DEVICE);
	return -ENOMEM;
}

/* Both arrays are undone, each by its own loop; or one is, and a helper knows the other. */
struct good_arrays { struct device *dev; dma_addr_t in[RING], out[RING], last[RING]; };

int good_two_arrays(struct good_arrays *a, void **bufs)
{
	int i;

	for (i = 0; i < RING; i++) {
		a->in[i] = dma_map_single(a->dev, bufs[i], 64, DMA_TO_DEVICE);
		if (dma_mapping_error(a->dev, a->in[i]))
			goto undo_in;
	}
	for (i = 0; i < RING; i++) {
		a->out[i] = dma_map_single(a->dev, bufs[i], 64, DMA_TO_DEVICE);
		if (dma_mapping_error(a->dev, a->out[i]))
			goto undo_out;
	}
	return 0;
undo_out:
	while (i--)
		dma_unmap_single(a->dev, a->out[i], 64, DMA_TO_DEVICE);
	i = RING;
undo_in:
	while (i--)
		dma_unmap_single(a->dev, a->in[i], 64, DMA_TO_DEVICE);
	return -ENOMEM;
}

static void good_drop_last(struct good_arrays *a, int n)
{
	while (n--)
		dma_unmap_single(a->dev, a->last[n], 64, DMA_TO_DEVICE);
}

int good_by_helper(struct good_arrays *a, void **bufs)
{
	int i;

	for (i = 0; i < RING; i++) {
		a->last[i] = dma_map_single(a->dev, bufs[i], 64, DMA_TO_DEVICE);
		if (dma_mapping_error(a->dev, a->last[i]))
			goto undo;
	}
	return 0;
undo:
	good_drop_last(a, i);
	for (i = RING - 1; i >= 0; i--)
		dma_unmap_single(a->dev, a->in[i], 64, DMA_TO_DEVICE);
	return -ENOMEM;
}

/* A callback unmaps, and who cancels the transfer does it as well: itself, by the callback, or a caller. */
struct good_bus {
	struct device *dev;
	struct dma_chan *chan, *chan_back, *chan_last, *chan_other;
	struct completion done;
	dma_addr_t at, back, last;
};

static void good_bus_done(void *arg)
{
	struct good_bus *g = arg;

	dma_unmap_single(g->dev, g->at, 64, DMA_FROM_DEVICE);
	complete(&g->done);
}

int good_bus_read(struct good_bus *g, void *buf)
{
	struct dma_async_tx_descriptor *desc;

	g->at = dma_map_single(g->dev, buf, 64, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, g->at))
		return -EIO;
	desc = dmaengine_prep_slave_single(g->chan, g->at, 64, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!desc) {
		dma_unmap_single(g->dev, g->at, 64, DMA_FROM_DEVICE);
		return -EINVAL;
	}
	desc->callback = good_bus_done;
	desc->callback_param = g;
	dmaengine_submit(desc);
	dma_async_issue_pending(g->chan);
	return 0;
}

void good_bus_error(struct good_bus *g)
{
	dmaengine_terminate_sync(g->chan);
	dma_unmap_single(g->dev, g->at, 64, DMA_FROM_DEVICE);
	complete(&g->done);
}

static void good_back_done(void *arg)
{
	struct good_bus *g = arg;

	dma_unmap_single(g->dev, g->back, 64, DMA_FROM_DEVICE);
	complete(&g->done);
}

int good_back_read(struct good_bus *g, void *buf)
{
	struct dma_async_tx_descriptor *desc;

	g->back = dma_map_single(g->dev, buf, 64, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, g->back))
		return -EIO;
	desc = dmaengine_prep_slave_single(g->chan_back, g->back, 64, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!desc) {
		dma_unmap_single(g->dev, g->back, 64, DMA_FROM_DEVICE);
		return -EINVAL;
	}
	desc->callback = good_back_done;
	desc->callback_param = g;
	dmaengine_submit(desc);
	dma_async_issue_pending(g->chan_back);
	return 0;
}

void good_back_error(struct good_bus *g)
{
	dmaengine_terminate_sync(g->chan_back);
	good_back_done(g);
}

/* Another channel is cancelled, and this one only where nothing was submitted. */
static void good_last_done(void *arg)
{
	struct good_bus *g = arg;

	dma_unmap_single(g->dev, g->last, 64, DMA_FROM_DEVICE);
	complete(&g->done);
}

int good_last_read(struct good_bus *g, void *buf)
{
	struct dma_async_tx_descriptor *desc;

	g->last = dma_map_single(g->dev, buf, 64, DMA_FROM_DEVICE);
	if (dma_mapping_error(g->dev, g->last))
		return -EIO;
	desc = dmaengine_prep_slave_single(g->chan_last, g->last, 64, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!desc) {
		dma_unmap_single(g->dev, g->last, 64, DMA_FROM_DEVICE);
		return -EINVAL;
	}
	desc->callback = good_last_done;
	desc->callback_param = g;
	if (dma_submit_error(dmaengine_submit(desc))) {
		dmaengine_terminate_sync(g->chan_last);
		dma_unmap_single(g->dev, g->last, 64, DMA_FROM_DEVICE);
		return -EIO;
	}
	dma_async_issue_pending(g->chan_last);
	return 0;
}

void good_last_error(struct good_bus *g)
{
	dmaengine_terminate_sync(g->chan_other);
}

/* A setting that stops and starts what runs: when another one fails, what runs stays. */
struct good_run { struct device *dev; void *page; dma_addr_t at; bool running; int one, two; };
int good_run_ask(struct good_run *g, int what, int value);

static int good_run_open(struct good_run *g)
{
	g->at = dma_map_single(g->dev, g->page, 4096, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(g->dev, g->at))
		return -ENOMEM;
	g->running = true;
	return 0;
}

static void good_run_close(struct good_run *g)
{
	g->running = false;
	dma_unmap_single(g->dev, g->at, 4096, DMA_BIDIRECTIONAL);
}

static int good_run_set(struct good_run *g, int what, int value)
{
	bool restart = g->running;
	int rc, rc2 = 0;

	if (restart)
		good_run_close(g);
	rc = good_run_ask(g, what, value);
	if (restart)
		rc2 = good_run_open(g);
	return rc ? rc : rc2;
}

int good_run_set_both(struct good_run *g, int one, int two)
{
	int rc = 0, rc2 = 0;

	if (one != g->one)
		rc = good_run_set(g, 1, one);
	if (two != g->two)
		rc2 = good_run_set(g, 2, two);
	return rc ? rc : rc2;
}

void good_run_exit(struct good_run *g)
{
	if (g->running)
		good_run_close(g);
}

/* Mapped where it is not yet; what has failed after that is tried again. */
struct good_late { struct device *dev; void *page; dma_addr_t at; bool is_set; };
int good_late_wait(struct good_late *g);

static int good_late_map(struct good_late *g)
{
	dma_addr_t at;

	if (g->at)
		goto wait;
	at = dma_map_single(g->dev, g->page, 4096, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, at))
		return -ENOMEM;
	g->at = at;
wait:
	return good_late_wait(g);
}

static void good_late_unmap(struct good_late *g)
{
	if (g->at)
		dma_unmap_single(g->dev, g->at, 4096, DMA_TO_DEVICE);
	g->at = 0;
}

int good_late_use(struct good_late *g, size_t size)
{
	int rc = good_late_map(g);

	if (rc)
		return rc;
	if (!size) {
		good_late_unmap(g);
		return -EINVAL;
	}
	return 0;
}

void good_late_exit(struct good_late *g)
{
	good_late_unmap(g);
}
