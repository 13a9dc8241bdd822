// SPDX-License-Identifier: Apache-2.0
/*
 * An MMC host with a descriptor table of its own, or a DMA channel.
 *
 * Shapes: pre_req() and post_req() with a cookie, a count kept in the request,
 * a table in coherent memory, a bounce buffer, a completion in the interrupt,
 * dmaengine with the controller's device. Functions that begin with bad_ are
 * wrong on purpose.
 */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/mmc/core.h>
#include <linux/mmc/host.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>

#define MAX_DESC 128
#define BOUNCE_SIZE 65536

#define REG_TABLE 0x00
#define REG_CTRL 0x08
#define REG_STATUS 0x0c
#define REG_FIFO 0x20

enum { COOKIE_UNMAPPED, COOKIE_PREMAPPED, COOKIE_MAPPED };

struct hw_desc {
	__le32 ctrl, len;
	__le32 addr_lo, addr_hi;
};

struct host_priv {
	struct device *dev;
	struct mmc_host *mmc;
	void __iomem *regs;
	phys_addr_t fifo_phys;
	struct hw_desc *table;
	dma_addr_t table_dma;
	struct mmc_request *mrq;
	void *bounce;
	dma_addr_t bounce_dma;
	struct dma_chan *chan;
	dma_addr_t fifo_dma;
	struct completion done;
};

/* ---- lists ---- */

/* Correct: a list that pre_req() has mapped is not mapped again. */
static int host_map(struct host_priv *h, struct mmc_data *data, int cookie)
{
	int count;

	if (data->host_cookie == COOKIE_PREMAPPED)
		return data->sg_count;
	count = dma_map_sg(mmc_dev(h->mmc), data->sg, data->sg_len, mmc_get_dma_dir(data));
	if (count == 0)
		return -ENOSPC;
	data->sg_count = count;
	data->host_cookie = cookie;
	return count;
}

static void host_unmap(struct host_priv *h, struct mmc_data *data)
{
	if (data->host_cookie != COOKIE_UNMAPPED)
		dma_unmap_sg(mmc_dev(h->mmc), data->sg, data->sg_len, mmc_get_dma_dir(data));
	data->host_cookie = COOKIE_UNMAPPED;
}

static void host_pre_req(struct mmc_host *mmc, struct mmc_request *mrq)
{
	struct mmc_data *data = mrq->data;

	if (!data)
		return;
	data->host_cookie = COOKIE_UNMAPPED;
	host_map(mmc_priv(mmc), data, COOKIE_PREMAPPED);
}

static void host_post_req(struct mmc_host *mmc, struct mmc_request *mrq, int err)
{
	if (mrq->data)
		host_unmap(mmc_priv(mmc), mrq->data);
}

static void host_write_table(struct host_priv *h, struct mmc_data *data)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(data->sg, sg, data->sg_count, i) {
		dma_addr_t addr = sg_dma_address(sg);

		h->table[i].len = cpu_to_le32(sg_dma_len(sg));
		h->table[i].addr_lo = cpu_to_le32(lower_32_bits(addr));
		h->table[i].addr_hi = cpu_to_le32(upper_32_bits(addr));
		h->table[i].ctrl = cpu_to_le32(i == data->sg_count - 1 ? 3 : 1);
	}
	wmb();
	writel(lower_32_bits(h->table_dma), h->regs + REG_TABLE);
}

static void host_finish(struct host_priv *h, int err)
{
	struct mmc_request *mrq = h->mrq;

	h->mrq = NULL;
	mrq->cmd->error = err;
	if (mrq->data && mrq->data->host_cookie == COOKIE_MAPPED)
		host_unmap(h, mrq->data);
	mmc_request_done(h->mmc, mrq);
}

/* Correct: on success the interrupt unmaps, on failure host_finish() does. */
static void host_request(struct mmc_host *mmc, struct mmc_request *mrq)
{
	struct host_priv *h = mmc_priv(mmc);

	h->mrq = mrq;
	if (mrq->data) {
		int count = host_map(h, mrq->data, COOKIE_MAPPED);

		if (count < 0) {
			host_finish(h, count);
			return;
		}
		if (count > MAX_DESC) {
			host_finish(h, -E2BIG);
			return;
		}
		host_write_table(h, mrq->data);
	}
	writel(mrq->cmd->arg, h->regs + REG_CTRL);
}

static irqreturn_t host_irq(int irq, void *data)
{
	struct host_priv *h = data;
	u32 status = readl(h->regs + REG_STATUS);

	if (!h->mrq) {
		complete(&h->done);
		return IRQ_HANDLED;
	}
	host_finish(h, status & 0x80 ? -EIO : 0);
	return IRQ_HANDLED;
}

/* Wrong: nobody knows whether the list is mapped. */
static void bad_request(struct mmc_host *mmc, struct mmc_request *mrq)
{
	struct host_priv *h = mmc_priv(mmc);
	struct mmc_data *data = mrq->data;
	struct scatterlist *sg;
	int i;

	dma_map_sg(mmc_dev(mmc), data->sg, data->sg_len, mmc_get_dma_dir(data)); // want "DMA103"
	for_each_sg(data->sg, sg, data->sg_len, i) {
		writel(lower_32_bits(sg_dma_address(sg)), h->regs + REG_TABLE);
		writel(sg_dma_len(sg), h->regs + REG_TABLE + 4);
	}
	h->mrq = mrq;
	writel(1, h->regs + REG_CTRL);
}

/* Wrong: too many entries, and the list stays mapped; the other exit unmaps. */
static int bad_transfer(struct host_priv *h, struct mmc_data *data)
{
	int count = dma_map_sg(h->dev, data->sg, data->sg_len, DMA_FROM_DEVICE);

	if (!count)
		return -ENOMEM;
	if (count > MAX_DESC) {
		dev_err(h->dev, "%d entries are too many\n", count);
		return -E2BIG; // want "DMA211"
	}
	writel(lower_32_bits(sg_dma_address(data->sg)), h->regs + REG_TABLE);
	wait_for_completion(&h->done);
	dma_unmap_sg(h->dev, data->sg, data->sg_len, DMA_FROM_DEVICE);
	return 0;
}

/* Wrong: what was read is handed to the CPU as if it had been written. */
static int bad_read(struct host_priv *h, struct scatterlist *sgl, int len)
{
	int count = dma_map_sg(h->dev, sgl, len, DMA_FROM_DEVICE);

	if (!count)
		return -ENOMEM;
	writel(lower_32_bits(sg_dma_address(sgl)), h->regs + REG_TABLE);
	writel(count, h->regs + REG_CTRL);
	wait_for_completion(&h->done);
	dma_unmap_sg(h->dev, sgl, len, DMA_TO_DEVICE); // want "DMA201"
	return 0;
}

/* ---- bounce buffer ---- */

/* Correct: mapped for the life of the host, synced around each transfer. */
static int host_bounce_setup(struct host_priv *h)
{
	h->bounce = devm_kmalloc(h->dev, BOUNCE_SIZE, GFP_KERNEL);
	if (!h->bounce)
		return 0;
	h->bounce_dma = dma_map_single(h->dev, h->bounce, BOUNCE_SIZE, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(h->dev, h->bounce_dma)) {
		h->bounce_dma = 0;
		devm_kfree(h->dev, h->bounce);
		h->bounce = NULL;
	}
	return 0;
}

static void host_bounce_release(struct host_priv *h)
{
	if (h->bounce_dma)
		dma_unmap_single(h->dev, h->bounce_dma, BOUNCE_SIZE, DMA_BIDIRECTIONAL);
	h->bounce_dma = 0;
}

static int host_bounce_write(struct host_priv *h, struct mmc_data *data)
{
	size_t len = data->blksz * data->blocks;

	if (!h->bounce_dma || len > BOUNCE_SIZE)
		return -EINVAL;
	dma_sync_single_for_cpu(h->dev, h->bounce_dma, len, DMA_TO_DEVICE);
	sg_copy_to_buffer(data->sg, data->sg_len, h->bounce, len);
	dma_sync_single_for_device(h->dev, h->bounce_dma, len, DMA_TO_DEVICE);
	writel(lower_32_bits(h->bounce_dma), h->regs + REG_TABLE);
	writel(len, h->regs + REG_CTRL);
	return 0;
}

/* ---- the FIFO behind a DMA channel ---- */

/* Correct: a resource, ended as a resource. */
static int host_fifo_map(struct host_priv *h)
{
	h->fifo_dma = dma_map_resource(h->chan->device->dev, h->fifo_phys, 4, DMA_BIDIRECTIONAL, 0);
	if (dma_mapping_error(h->chan->device->dev, h->fifo_dma)) {
		h->fifo_dma = 0;
		return -ENOMEM;
	}
	return 0;
}

static void host_fifo_unmap(struct host_priv *h)
{
	if (h->fifo_dma)
		dma_unmap_resource(h->chan->device->dev, h->fifo_dma, 4, DMA_BIDIRECTIONAL, 0);
	h->fifo_dma = 0;
}

/* Correct: the returned count for the engine, the passed one for the unmap. */
static int host_dma(struct host_priv *h, struct mmc_data *data)
{
	struct device *dev = h->chan->device->dev;
	enum dma_data_direction dir = mmc_get_dma_dir(data);
	enum dma_transfer_direction way = dir == DMA_TO_DEVICE ? DMA_MEM_TO_DEV : DMA_DEV_TO_MEM;
	struct dma_async_tx_descriptor *desc;
	int count, ret = 0;

	count = dma_map_sg(dev, data->sg, data->sg_len, dir);
	if (!count)
		return -ENOMEM;
	desc = dmaengine_prep_slave_sg(h->chan, data->sg, count, way,
				       DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	if (!desc) {
		ret = -EBUSY;
		goto unmap;
	}
	dmaengine_submit(desc);
	dma_async_issue_pending(h->chan);
	if (!wait_for_completion_timeout(&h->done, HZ)) {
		dmaengine_terminate_sync(h->chan);
		ret = -ETIMEDOUT;
	}
unmap:
	dma_unmap_sg(dev, data->sg, data->sg_len, dir);
	return ret;
}

/* Wrong: the descriptor may be missing, and then the list stays mapped. */
static int bad_dma(struct host_priv *h, struct mmc_data *data)
{
	struct device *dev = h->chan->device->dev;
	struct dma_async_tx_descriptor *desc;
	int count = dma_map_sg(dev, data->sg, data->sg_len, DMA_TO_DEVICE);

	if (!count)
		return -ENOMEM;
	desc = dmaengine_prep_slave_sg(h->chan, data->sg, count, DMA_MEM_TO_DEV, DMA_CTRL_ACK);
	if (!desc)
		return -EBUSY; // want "DMA211"
	dmaengine_submit(desc);
	dma_async_issue_pending(h->chan);
	wait_for_completion(&h->done);
	dma_unmap_sg(dev, data->sg, data->sg_len, DMA_TO_DEVICE);
	return 0;
}

/* ---- set-up ---- */

static int host_tune(struct mmc_host *mmc)
{
	struct host_priv *h = mmc_priv(mmc);
	struct mmc_data *data = h->mrq ? h->mrq->data : NULL;

	if (!data)
		return 0;
	if (data->flags & MMC_DATA_READ)
		return bad_read(h, data->sg, data->sg_len) ?: bad_transfer(h, data);
	return host_bounce_write(h, data) ?: host_dma(h, data) ?: bad_dma(h, data);
}

static const struct mmc_host_ops host_ops = {
	.pre_req = host_pre_req,
	.post_req = host_post_req,
	.request = host_request,
	.get_ro = host_tune,
};

static const struct mmc_host_ops bad_ops = {
	.request = bad_request,
	.get_ro = host_tune,
};

static int host_probe(struct platform_device *pdev)
{
	struct mmc_host *mmc = devm_mmc_alloc_host(&pdev->dev, sizeof(struct host_priv));
	struct host_priv *h;
	struct resource *res;
	int ret;

	if (!mmc)
		return -ENOMEM;
	h = mmc_priv(mmc);
	h->mmc = mmc;
	h->dev = &pdev->dev;
	h->regs = devm_platform_get_and_ioremap_resource(pdev, 0, &res);
	if (IS_ERR(h->regs))
		return PTR_ERR(h->regs);
	h->fifo_phys = res->start + REG_FIFO;
	init_completion(&h->done);
	h->table = dmam_alloc_coherent(&pdev->dev, MAX_DESC * sizeof(*h->table), &h->table_dma,
				       GFP_KERNEL);
	if (!h->table)
		return -ENOMEM;
	ret = host_bounce_setup(h);
	if (ret)
		return ret;
	h->chan = dma_request_chan(&pdev->dev, "rx-tx");
	if (IS_ERR(h->chan)) {
		ret = PTR_ERR(h->chan);
		goto release;
	}
	ret = host_fifo_map(h);
	if (ret)
		goto put_chan;
	ret = devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), host_irq, 0, "sample-mmc", h);
	if (ret)
		goto unmap_fifo;
	mmc->ops = pdev->id_entry ? &bad_ops : &host_ops;
	platform_set_drvdata(pdev, h);
	ret = mmc_add_host(mmc);
	if (!ret)
		return 0;
unmap_fifo:
	host_fifo_unmap(h);
put_chan:
	dma_release_channel(h->chan);
release:
	host_bounce_release(h);
	return ret;
}

static void host_remove(struct platform_device *pdev)
{
	struct host_priv *h = platform_get_drvdata(pdev);

	mmc_remove_host(h->mmc);
	host_fifo_unmap(h);
	dma_release_channel(h->chan);
	host_bounce_release(h);
}

static struct platform_driver host_driver = {
	.probe = host_probe,
	.remove = host_remove,
	.driver = { .name = "sample-mmc" },
};
module_platform_driver(host_driver);
MODULE_LICENSE("GPL");
