// SPDX-License-Identifier: Apache-2.0
/*
 * open() makes the memory only where there is none yet, and a failed open() leaves it for the next one. dmalint said
 * that it stays behind. Seen in an Ethernet driver outside of the kernel.
 */
#include <linux/dma-mapping.h>
#include <linux/netdevice.h>

struct port {
	struct device *dev;
	void *ring, *other;
	dma_addr_t ring_dma, other_dma;
};

int port_start(struct port *p);

static int port_open(struct net_device *net)
{
	struct port *p = netdev_priv(net);

	if (!p->ring) {
		p->ring = dma_alloc_coherent(p->dev, 4096, &p->ring_dma, GFP_KERNEL);
		if (!p->ring)
			return -ENOMEM;
	}
	return port_start(p);
}

static int port_stop(struct net_device *net)
{
	struct port *p = netdev_priv(net);

	dma_free_coherent(p->dev, 4096, p->ring, p->ring_dma);
	p->ring = NULL;
	return 0;
}

static const struct net_device_ops port_ops = { .ndo_open = port_open, .ndo_stop = port_stop };

/* made anew by each open() */
static int bad_open(struct net_device *net)
{
	struct port *p = netdev_priv(net);
	int rc;

	p->other = dma_alloc_coherent(p->dev, 4096, &p->other_dma, GFP_KERNEL);	// want "DMA221: stays behind"
	if (!p->other)
		return -ENOMEM;
	rc = port_start(p);
	return rc < 0 ? rc : 0;
}

static int other_stop(struct net_device *net)
{
	struct port *p = netdev_priv(net);

	dma_free_coherent(p->dev, 4096, p->other, p->other_dma);
	return 0;
}

static const struct net_device_ops other_ops = { .ndo_open = bad_open, .ndo_stop = other_stop };

void port_setup(struct net_device *net, bool other)
{
	net->netdev_ops = other ? &other_ops : &port_ops;
}
