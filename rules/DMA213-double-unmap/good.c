/* SPDX-License-Identifier: Apache-2.0 */
/* DMA213, correct: marks, one owner, other elements. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <net/xdp.h>

struct good_slot { dma_addr_t dma; unsigned int len; };
struct good_dev { struct device *dev; void __iomem *regs; dma_addr_t dma; size_t len; };

static void good_release(struct good_dev *g)
{
	if (g->dma)
		dma_unmap_single(g->dev, g->dma, g->len, DMA_TO_DEVICE);
	g->dma = 0;
}

int good_twice(struct good_dev *g)
{
	good_release(g);
	good_release(g);
	return 0;
}

/* The head's slot lies before those of the fragments. */
void good_unwind(struct good_dev *g, struct good_slot *s, int i)
{
	while (i > 0) {
		i--;
		s--;
		dma_unmap_page(g->dev, s->dma, s->len, DMA_TO_DEVICE);
	}
	s--;
	dma_unmap_single(g->dev, s->dma, s->len, DMA_TO_DEVICE);
}

void good_remap(struct good_dev *g, void *buf)
{
	dma_unmap_single(g->dev, g->dma, g->len, DMA_TO_DEVICE);
	g->dma = dma_map_single(g->dev, buf, g->len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, g->dma)) {
		g->dma = 0;
		return;
	}
	writel(lower_32_bits(g->dma), g->regs);
	dma_unmap_single(g->dev, g->dma, g->len, DMA_TO_DEVICE);
}

struct good_batch { struct device *dev; dma_addr_t dma[8]; int n; };

static void good_put(struct good_batch *g)
{
	int i;

	for (i = 0; i < g->n; i++)
		dma_unmap_page(g->dev, g->dma[i], PAGE_SIZE, DMA_TO_DEVICE);
	g->n = 0;
}

void good_put_twice(struct good_batch *g)
{
	good_put(g);
	good_put(g);
}

/* Pages of the driver's own, mapped by hand: unmapped before somebody takes the packet, or when nobody has. */
struct good_rx {
	struct device *dev;
	struct net_device *netdev;
	struct xdp_rxq_info rxq;
	__le64 *ring;
};

int good_queue(struct good_rx *rx)
{
	return xdp_rxq_info_reg_mem_model(&rx->rxq, MEM_TYPE_PAGE_SHARED, NULL);
}

int good_fill(struct good_rx *rx, struct page *page)
{
	dma_addr_t at = dma_map_page(rx->dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);

	if (dma_mapping_error(rx->dev, at))
		return -ENOMEM;
	*rx->ring = cpu_to_le64(at);
	return 0;
}

void good_redirect(struct good_rx *rx, struct bpf_prog *prog, struct page *page)
{
	struct xdp_buff xdp;
	u64 iova = le64_to_cpu(*rx->ring);

	xdp_init_buff(&xdp, PAGE_SIZE, &rx->rxq);
	xdp_prepare_buff(&xdp, phys_to_virt(iova), 128, 64, false);
	if (bpf_prog_run_xdp(prog, &xdp) != XDP_REDIRECT)
		return;
	dma_unmap_page(rx->dev, iova, PAGE_SIZE, DMA_FROM_DEVICE);
	if (xdp_do_redirect(rx->netdev, &xdp, prog))
		put_page(page);
}

void good_drop(struct good_rx *rx, struct bpf_prog *prog, struct page *page)
{
	struct xdp_buff xdp;
	u64 iova = le64_to_cpu(*rx->ring);

	xdp_prepare_buff(&xdp, phys_to_virt(iova), 128, 64, false);
	if (bpf_prog_run_xdp(prog, &xdp) == XDP_REDIRECT && !xdp_do_redirect(rx->netdev, &xdp, prog))
		return;
	dma_unmap_page(rx->dev, iova, PAGE_SIZE, DMA_FROM_DEVICE);
	put_page(page);
}

/* The old buffer is unmapped once there is a new one, or mapped anew. */
struct good_entry { dma_addr_t at; void *buf; };
struct good_ring { struct device *dev; struct good_entry entry[16]; int head; };

static int good_refill(struct good_ring *r, int i, void *buf)
{
	dma_addr_t at = dma_map_single(r->dev, buf, 2048, DMA_FROM_DEVICE);

	if (dma_mapping_error(r->dev, at))
		return -ENOMEM;
	r->entry[i].at = at;
	r->entry[i].buf = buf;
	return 0;
}

void *good_receive(struct good_ring *r, int i)
{
	struct good_entry *old = &r->entry[i];
	void *new = kmalloc(2048, GFP_ATOMIC), *buf = old->buf;

	if (!new || good_refill(r, r->head, new)) {
		kfree(new);
		r->entry[r->head].buf = buf;
		r->entry[r->head].at = old->at;
		return NULL;
	}
	dma_unmap_single(r->dev, old->at, 2048, DMA_FROM_DEVICE);
	return buf;
}

void good_again(struct good_ring *r, int i)
{
	dma_unmap_single(r->dev, r->entry[i].at, 2048, DMA_FROM_DEVICE);
	if (good_refill(r, i, r->entry[i].buf))
		return;
	r->entry[r->head].at = r->entry[i].at;
}

void good_stop(struct good_ring *r)
{
	int i;

	for (i = 0; i < 16; i++)
		dma_unmap_single(r->dev, r->entry[i].at, 2048, DMA_FROM_DEVICE);
}
