// SPDX-License-Identifier: Apache-2.0
/*
 * A peripheral that is fed by a dmaengine channel, list by list.
 *
 * Shapes: every spelling of the test after dma_map_sg(), sg tables, the two
 * counts and who needs which, a count that is overwritten after it was saved,
 * errors between map and submit, a list that may be mapped already, tests
 * behind wrappers. Functions that begin with bad_ are wrong on purpose.
 */
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#define MAX_ENTRIES 32
#define REG_COUNT 0x00
#define REG_GO 0x04

struct request {
	struct scatterlist *sgl;
	int nents;		/* as the caller filled it */
	int mapped;		/* as dma_map_sg() returned it */
	int saved;
	bool cookie;
	struct sg_table table;
	struct completion done;
};

struct client {
	struct device *dev;
	void __iomem *regs;
	struct dma_chan *chan;
};

static int client_submit(struct client *c, struct request *r, int n)
{
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_slave_sg(c->chan, r->sgl, n, DMA_MEM_TO_DEV, 0);
	if (!tx)
		return -ENOMEM;
	dmaengine_submit(tx);
	dma_async_issue_pending(c->chan);
	return 0;
}

/* ---- spellings of one test, all of them right ---- */

static int client_not(struct client *c, struct request *r)
{
	int n = dma_map_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);

	if (!n)
		return -ENOMEM;
	writel(n, c->regs + REG_COUNT);
	wait_for_completion(&r->done);
	dma_unmap_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);
	return 0;
}

static int client_zero_first(struct client *c, struct request *r)
{
	int n = dma_map_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);

	if (0 == n)
		return -ENOMEM;
	writel(n, c->regs + REG_COUNT);
	wait_for_completion(&r->done);
	dma_unmap_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);
	return 0;
}

static int client_below_one(struct client *c, struct request *r)
{
	int n = dma_map_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);

	if (n < 1)
		return -ENOMEM;
	writel(n, c->regs + REG_COUNT);
	wait_for_completion(&r->done);
	dma_unmap_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);
	return 0;
}

static int client_not_positive(struct client *c, struct request *r)
{
	int n = dma_map_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);

	if (n <= 0) {
		dev_err(c->dev, "no entry was mapped\n");
		return n ? n : -ENOMEM;
	}
	writel(n, c->regs + REG_COUNT);
	wait_for_completion(&r->done);
	dma_unmap_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);
	return 0;
}

/* One entry stays one entry. */
static int client_one(struct client *c, struct request *r)
{
	if (dma_map_sg(c->dev, r->sgl, 1, DMA_TO_DEVICE) != 1)
		return -ENOMEM;
	writel(1, c->regs + REG_COUNT);
	wait_for_completion(&r->done);
	dma_unmap_sg(c->dev, r->sgl, 1, DMA_TO_DEVICE);
	return 0;
}

/* Wrong: dma_map_sg() is never negative. */
static int bad_negative(struct client *c, struct request *r)
{
	int n = dma_map_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);

	if (n < 0) // want "DMA104"
		return n;
	writel(n, c->regs + REG_COUNT);
	wait_for_completion(&r->done);
	dma_unmap_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);
	return 0;
}

/* dma_map_sgtable() returns 0 or an error: both tests are right. */
static int client_table(struct client *c, struct request *r)
{
	int ret = dma_map_sgtable(c->dev, &r->table, DMA_FROM_DEVICE, 0);

	if (ret < 0)
		return ret;
	writel(r->table.nents, c->regs + REG_COUNT);
	wait_for_completion(&r->done);
	dma_unmap_sgtable(c->dev, &r->table, DMA_FROM_DEVICE, 0);
	return 0;
}

static int client_table_any(struct client *c, struct request *r)
{
	int ret = dma_map_sgtable(c->dev, &r->table, DMA_FROM_DEVICE, 0);

	if (ret)
		return ret;
	writel(r->table.nents, c->regs + REG_COUNT);
	wait_for_completion(&r->done);
	dma_unmap_sgtable(c->dev, &r->table, DMA_FROM_DEVICE, 0);
	return 0;
}

/* ---- the two counts ---- */

/* Correct: the name says little, the value counts: what was passed is saved first. */
static int client_saved(struct client *c, struct request *r)
{
	r->saved = r->nents;
	r->nents = dma_map_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);
	if (!r->nents)
		return -ENOMEM;
	writel(r->nents, c->regs + REG_COUNT);
	wait_for_completion(&r->done);
	dma_unmap_sg(c->dev, r->sgl, r->saved, DMA_TO_DEVICE);
	r->nents = r->saved;
	return 0;
}

/* Correct: the hardware gets what was returned, the unmap what was passed. */
static int client_both(struct client *c, struct request *r)
{
	int n = dma_map_sg(c->chan->device->dev, r->sgl, r->nents, DMA_TO_DEVICE);

	if (!n)
		return -ENOMEM;
	if (client_submit(c, r, n)) {
		dma_unmap_sg(c->chan->device->dev, r->sgl, r->nents, DMA_TO_DEVICE);
		return -EIO;
	}
	wait_for_completion(&r->done);
	dma_unmap_sg(c->chan->device->dev, r->sgl, r->nents, DMA_TO_DEVICE);
	return 0;
}

/* Wrong: the unmap gets what was returned. */
static int bad_returned(struct client *c, struct request *r)
{
	int n = dma_map_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);

	if (!n)
		return -ENOMEM;
	writel(n, c->regs + REG_COUNT);
	wait_for_completion(&r->done);
	dma_unmap_sg(c->dev, r->sgl, n, DMA_TO_DEVICE); // want "DMA205: takes the count that was passed"
	return 0;
}

/* Wrong: the channel gets what was passed. */
static int bad_passed(struct client *c, struct request *r)
{
	struct dma_async_tx_descriptor *tx;
	int n = dma_map_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);

	if (!n)
		return -ENOMEM;
	tx = dmaengine_prep_slave_sg(c->chan, r->sgl, r->nents, DMA_MEM_TO_DEV, 0); // want "DMA205: returned count"
	if (tx) {
		dmaengine_submit(tx);
		dma_async_issue_pending(c->chan);
		wait_for_completion(&r->done);
	}
	dma_unmap_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);
	return 0;
}

/* ---- between map and submit ---- */

/* Correct: too many entries, no descriptor, no answer: every way out unmaps. */
static int client_transfer(struct client *c, struct request *r)
{
	struct dma_async_tx_descriptor *tx;
	int n, ret = 0;

	n = dma_map_sg(c->dev, r->sgl, r->nents, DMA_FROM_DEVICE);
	if (!n)
		return -ENOMEM;
	if (n > MAX_ENTRIES) {
		ret = -E2BIG;
		goto unmap;
	}
	tx = dmaengine_prep_slave_sg(c->chan, r->sgl, n, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!tx) {
		ret = -EBUSY;
		goto unmap;
	}
	dmaengine_submit(tx);
	dma_async_issue_pending(c->chan);
	if (!wait_for_completion_timeout(&r->done, HZ)) {
		dmaengine_terminate_sync(c->chan);
		ret = -ETIMEDOUT;
	}
unmap:
	dma_unmap_sg(c->dev, r->sgl, r->nents, DMA_FROM_DEVICE);
	return ret;
}

/* Wrong: the list stays mapped when there is no descriptor. */
static int bad_no_descriptor(struct client *c, struct request *r)
{
	struct dma_async_tx_descriptor *tx;
	int n = dma_map_sg(c->dev, r->sgl, r->nents, DMA_FROM_DEVICE);

	if (!n)
		return -ENOMEM;
	tx = dmaengine_prep_slave_sg(c->chan, r->sgl, n, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!tx)
		return -EBUSY; // want "DMA211"
	dmaengine_submit(tx);
	dma_async_issue_pending(c->chan);
	if (!wait_for_completion_timeout(&r->done, HZ)) {
		dmaengine_terminate_sync(c->chan);
		dma_unmap_sg(c->dev, r->sgl, r->nents, DMA_FROM_DEVICE);
		return -ETIMEDOUT;
	}
	dma_unmap_sg(c->dev, r->sgl, r->nents, DMA_FROM_DEVICE);
	return 0;
}

/* Correct: a request that was mapped ahead is not mapped again, and its owner unmaps it. */
static int client_prepare(struct client *c, struct request *r)
{
	if (r->cookie)
		return r->mapped;
	r->mapped = dma_map_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);
	return r->mapped;
}

static int client_start(struct client *c, struct request *r)
{
	int n = client_prepare(c, r);

	if (n == 0)
		return -ENOMEM;
	writel(n, c->regs + REG_GO);
	return 0;
}

static void client_finish(struct client *c, struct request *r)
{
	if (!r->cookie)
		dma_unmap_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);
	r->mapped = 0;
	complete(&r->done);
}

int client_run(struct client *c, struct request *r, int kind)
{
	static int (*const all[])(struct client *, struct request *) = {
		client_not, client_zero_first, client_below_one, client_not_positive, client_one,
		bad_negative, client_table, client_table_any, client_saved, client_both,
		bad_returned, bad_passed, client_transfer, bad_no_descriptor, client_start,
	};
	int ret = all[kind](c, r);

	if (!ret && all[kind] == client_start)
		client_finish(c, r);
	return ret;
}
EXPORT_SYMBOL_GPL(client_run);
MODULE_LICENSE("GPL");
