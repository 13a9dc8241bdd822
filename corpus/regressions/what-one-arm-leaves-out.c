// SPDX-License-Identifier: Apache-2.0
/*
 * One arm of a start makes the ring, the other sets a pointer or a flag that says so; the undo asks for it. The record
 * was all zero when the kernel handed it over, or when it was allocated with its net_device, so the arm that makes the
 * ring also frees it. dmalint did not know that of pointers, nor of what netdev_priv() gives, and reported a leak.
 * Seen in drivers for RDMA and Ethernet devices outside of the kernel.
 */
#include <linux/bitops.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/io.h>
#include <linux/pci.h>

struct ib_udata;
struct ib_cq { struct device *dev; };
struct ib_device_ops {
	int (*create_cq)(struct ib_cq *cq, u32 depth, struct ib_udata *user);
	int (*destroy_cq)(struct ib_cq *cq);
};
struct pages;
struct cq {
	struct ib_cq ib;
	struct pages *pinned;
	void *ring;
	dma_addr_t at;
};

struct pages *pin(struct ib_udata *user);
void unpin(struct pages *pages);
int tell(struct device *dev, dma_addr_t at);

static int create(struct ib_cq *ib, u32 depth, struct ib_udata *user)
{
	struct cq *cq = container_of(ib, struct cq, ib);

	if (user) {
		cq->pinned = pin(user);
		if (!cq->pinned)
			return -ENOMEM;
	} else {
		cq->ring = dma_alloc_coherent(ib->dev, 4096, &cq->at, GFP_KERNEL);
		if (!cq->ring)
			return -ENOMEM;
	}
	if (!tell(ib->dev, cq->at))
		return 0;
	if (cq->pinned)
		unpin(cq->pinned);
	else
		dma_free_coherent(ib->dev, 4096, cq->ring, cq->at);
	return -EIO;
}

static int destroy(struct ib_cq *ib)
{
	struct cq *cq = container_of(ib, struct cq, ib);

	if (cq->pinned)
		unpin(cq->pinned);
	else
		dma_free_coherent(ib->dev, 4096, cq->ring, cq->at);
	return 0;
}

const struct ib_device_ops cq_ops = { .create_cq = create, .destroy_cq = destroy };

struct port {
	struct pci_dev *pdev;
	void *stats;
	dma_addr_t at;
	bool shared;
};

static int port_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *net = alloc_etherdev(sizeof(struct port));
	struct port *p;

	if (!net)
		return -ENOMEM;
	p = netdev_priv(net);
	pci_set_drvdata(pdev, net);
	if (id->driver_data & 1) {
		p->shared = true;
	} else {
		p->stats = dma_alloc_coherent(&pdev->dev, 256, &p->at, GFP_KERNEL);
		if (!p->stats) {
			free_netdev(net);
			return -ENOMEM;
		}
	}
	if (!register_netdev(net))
		return 0;
	if (!p->shared)
		dma_free_coherent(&pdev->dev, 256, p->stats, p->at);
	free_netdev(net);
	return -EIO;
}

/* The twin: the flag is asked the wrong way round. */
static int port_probe_bad(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *net = alloc_etherdev(sizeof(struct port));
	struct port *p;

	if (!net)
		return -ENOMEM;
	p = netdev_priv(net);
	pci_set_drvdata(pdev, net);
	p->stats = dma_alloc_coherent(&pdev->dev, 256, &p->at, GFP_KERNEL);	// want "DMA221"
	if (!p->stats) {
		free_netdev(net);
		return -ENOMEM;
	}
	if (!register_netdev(net))
		return 0;
	if (p->shared)
		dma_free_coherent(&pdev->dev, 256, p->stats, p->at);
	free_netdev(net);
	return -EIO;
}

static void port_remove(struct pci_dev *pdev)
{
	struct net_device *net = pci_get_drvdata(pdev);
	struct port *p = netdev_priv(net);

	unregister_netdev(net);
	if (!p->shared)
		dma_free_coherent(&pdev->dev, 256, p->stats, p->at);
	free_netdev(net);
}

static struct pci_driver port_driver = { .name = "port", .probe = port_probe, .remove = port_remove };
static struct pci_driver port_driver_bad = { .name = "bad", .probe = port_probe_bad, .remove = port_remove };
struct pci_driver *port_drivers[] = { &port_driver, &port_driver_bad };
