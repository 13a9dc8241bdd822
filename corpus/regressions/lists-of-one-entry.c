// SPDX-License-Identifier: Apache-2.0
/*
 * The driver told the kernel that it takes one segment, or has looked at the count: what was passed and what came
 * back are the same number, so either may go to the hardware. Seen in a host driver outside of the kernel.
 */
#include <linux/dmaengine.h>
#include <linux/mmc/host.h>

struct one {
	struct mmc_host *mmc;
	struct dma_chan *chan;
	struct scatterlist sg;
};

static int start(struct one *o, struct mmc_data *data)
{
	struct dma_async_tx_descriptor *d;
	struct device *dev = o->chan->device->dev;

	if (!dma_map_sg(dev, data->sg, data->sg_len, mmc_get_dma_dir(data)))
		return -ENOMEM;
	d = dmaengine_prep_slave_sg(o->chan, data->sg, data->sg_len, DMA_DEV_TO_MEM, DMA_CTRL_ACK);
	if (!d) {
		dma_unmap_sg(dev, data->sg, data->sg_len, mmc_get_dma_dir(data));
		return -ENOMEM;
	}
	dmaengine_submit(d);
	dma_async_issue_pending(o->chan);
	return 0;
}

void one_request(struct mmc_host *mmc, struct mmc_request *r)
{
	start(mmc_priv(mmc), r->data);
}

void one_done(struct one *o, struct mmc_data *data)
{
	dma_unmap_sg(o->chan->device->dev, data->sg, data->sg_len, mmc_get_dma_dir(data));
}

#define ONE_SEGMENTS 1

void one_limits(struct mmc_host *mmc)
{
	mmc->max_segs = ONE_SEGMENTS;
	mmc->max_seg_size = 65536;
}

static int transfer(struct dma_chan *chan, struct scatterlist *sg, unsigned int n)
{
	struct dma_async_tx_descriptor *d = dmaengine_prep_slave_sg(chan, sg, n, DMA_MEM_TO_DEV, 0);

	if (!d)
		return -ENOMEM;
	dmaengine_submit(d);
	dma_async_issue_pending(chan);
	return 0;
}

/* the count was looked at */
int one_checked(struct dma_chan *chan, struct scatterlist *sg, unsigned int n)
{
	struct device *dev = chan->device->dev;
	int rc;

	if (n > 1)
		return -EINVAL;
	if (!dma_map_sg(dev, sg, n, DMA_TO_DEVICE))
		return -ENOMEM;
	rc = transfer(chan, sg, n);
	dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
	return rc;
}

/* a list whose length nobody limits: it is not counted by a request */
int any_length(struct dma_chan *chan, struct scatterlist *sg, unsigned int n)
{
	struct dma_async_tx_descriptor *d;
	struct device *dev = chan->device->dev;

	if (!dma_map_sg(dev, sg, n, DMA_TO_DEVICE))
		return -ENOMEM;
	d = dmaengine_prep_slave_sg(chan, sg, n, DMA_MEM_TO_DEV, DMA_CTRL_ACK);	// want "DMA205"
	if (d) {
		dmaengine_submit(d);
		dma_async_issue_pending(chan);
	}
	dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
	return d ? 0 : -ENOMEM;
}
