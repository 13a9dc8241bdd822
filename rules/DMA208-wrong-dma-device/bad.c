/* SPDX-License-Identifier: Apache-2.0 */
/* DMA208: devices that do not do the DMA. */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>

struct port {
	struct net_device *net;
	struct device *dev, *node;
	struct dma_chan *chan;
	void *ring, *area;
	dma_addr_t ring_dma, area_dma;
};

int bad_class(struct port *p)
{
	p->ring = dma_alloc_coherent(&p->net->dev, 4096, &p->ring_dma, GFP_KERNEL); // want "DMA208"
	return p->ring ? 0 : -ENOMEM;
}

void bad_class_exit(struct port *p)
{
	dma_free_coherent(&p->net->dev, 4096, p->ring, p->ring_dma);
}

static void *get(struct device *dev, dma_addr_t *dma)
{
	return dma_alloc_coherent(dev, 64, dma, GFP_KERNEL); // want "DMA208"
}

/* The helper is right; what it is given is not. */
void bad_through_helper(struct net_device *net)
{
	dma_addr_t dma;
	void *cpu = get(&net->dev, &dma);

	if (cpu)
		dma_free_coherent(&net->dev, 64, cpu, dma);
}

int bad_node(struct port *p, struct class *cls, dev_t num)
{
	p->node = device_create(cls, NULL, num, NULL, "port");
	return IS_ERR(p->node) ? PTR_ERR(p->node) : 0;
}

int bad_node_of_field(struct port *p, void *buf)
{
	dma_addr_t dma = dma_map_single(p->node, buf, 64, DMA_TO_DEVICE); // want "DMA208"

	if (dma_mapping_error(p->node, dma))
		return -ENOMEM;
	dma_unmap_single(p->node, dma, 64, DMA_TO_DEVICE);
	return 0;
}

int bad_none(void *buf)
{
	dma_addr_t dma = dma_map_single(NULL, buf, 64, DMA_TO_DEVICE); // want "DMA208"

	if (dma_mapping_error(NULL, dma))
		return -ENOMEM;
	dma_unmap_single(NULL, dma, 64, DMA_TO_DEVICE);
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

int bad_channel(struct port *p, struct platform_device *pdev, void *buf)
{
	dma_addr_t dma = dma_map_single(&pdev->dev, buf, 64, DMA_TO_DEVICE); // want "DMA208"
	int rc;

	if (dma_mapping_error(&pdev->dev, dma))
		return -ENOMEM;
	rc = start(p, dma);
	dma_unmap_single(&pdev->dev, dma, 64, DMA_TO_DEVICE);
	return rc;
}

int bad_probe(struct port *p, struct platform_device *pdev)
{
	p->dev = &pdev->dev;
	p->area = dma_alloc_coherent(p->dev, 64, &p->area_dma, GFP_KERNEL); // want "DMA208"
	return p->area ? 0 : -ENOMEM;
}

void bad_remove(struct port *p)
{
	dma_free_coherent(p->dev, 64, p->area, p->area_dma);
}

int bad_channel_of_field(struct port *p)
{
	return start(p, p->area_dma);
}
