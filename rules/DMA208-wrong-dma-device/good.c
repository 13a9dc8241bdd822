/* SPDX-License-Identifier: Apache-2.0 */
/* DMA208, correct: the device that does the DMA, or one of which nothing is known. */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>

struct port {
	struct net_device *net;
	struct device *dev, *either, *dma_dev;
	struct dma_chan *chan;
	void *ring, *area;
	dma_addr_t ring_dma, area_dma;
};

/* The parent of a class device is on the bus. */
int good_parent(struct port *p)
{
	p->ring = dma_alloc_coherent(p->net->dev.parent, 4096, &p->ring_dma, GFP_KERNEL);
	return p->ring ? 0 : -ENOMEM;
}

void good_parent_exit(struct port *p)
{
	dma_free_coherent(p->net->dev.parent, 4096, p->ring, p->ring_dma);
}

int good_platform(struct platform_device *pdev, void *buf)
{
	dma_addr_t dma = dma_map_single(&pdev->dev, buf, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(&pdev->dev, dma))
		return -ENOMEM;
	dma_unmap_single(&pdev->dev, dma, 64, DMA_TO_DEVICE);
	return 0;
}

/* A node that is given a mask is made for memory that only CPUs share. */
struct node {
	struct device *dev;
};

int good_masked(struct node *n, struct class *cls, dev_t num)
{
	n->dev = device_create(cls, NULL, num, NULL, "node");
	return IS_ERR(n->dev) ? PTR_ERR(n->dev) : dma_coerce_mask_and_coherent(n->dev, DMA_BIT_MASK(64));
}

int good_masked_map(struct node *n, void *buf)
{
	dma_addr_t dma = dma_map_single(n->dev, buf, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(n->dev, dma))
		return -ENOMEM;
	dma_unmap_single(n->dev, dma, 64, DMA_TO_DEVICE);
	return 0;
}

void good_fill_one(struct port *p)
{
	p->either = &p->net->dev;
}

void good_fill_other(struct port *p, struct platform_device *pdev)
{
	p->either = &pdev->dev;
}

/* Filled in two ways: which one holds here is not known. */
int good_either(struct port *p, void *buf)
{
	dma_addr_t dma = dma_map_single(p->either, buf, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(p->either, dma))
		return -ENOMEM;
	dma_unmap_single(p->either, dma, 64, DMA_TO_DEVICE);
	return 0;
}

/* The caller's to know. */
int good_given(struct device *dev, void *buf)
{
	dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
	return 0;
}

static int start(struct port *p, dma_addr_t dma)
{
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_slave_single(p->chan, dma, 64, DMA_MEM_TO_DEV, DMA_CTRL_ACK);
	if (!tx)
		return -EIO;
	dmaengine_submit(tx);
	return dma_sync_wait(p->chan, 0) == DMA_COMPLETE ? 0 : -EIO;
}

int good_channel(struct port *p, void *buf)
{
	struct device *dev = p->chan->device->dev;
	dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
	int rc;

	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	rc = start(p, dma);
	dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
	return rc;
}

int good_asked(struct port *p, void *buf)
{
	struct device *dev = dmaengine_get_dma_device(p->chan);
	dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
	int rc;

	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	rc = start(p, dma);
	dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
	return rc;
}

void good_keep(struct port *p)
{
	p->dma_dev = p->chan->device->dev;
}

/* The field holds the channel's device. */
int good_kept(struct port *p)
{
	p->area = dma_alloc_coherent(p->dma_dev, 64, &p->area_dma, GFP_KERNEL);
	return p->area ? 0 : -ENOMEM;
}

void good_kept_exit(struct port *p)
{
	dma_free_coherent(p->dma_dev, 64, p->area, p->area_dma);
}

int good_kept_start(struct port *p)
{
	return start(p, p->area_dma);
}
