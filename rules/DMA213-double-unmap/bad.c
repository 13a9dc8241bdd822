/* SPDX-License-Identifier: Apache-2.0 */
/* DMA213: unmapped twice on one path. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <net/page_pool.h>
#include <net/xdp.h>

struct bad_slot { dma_addr_t dma; unsigned int len; };
struct bad_dev { struct device *dev; void __iomem *regs; dma_addr_t dma; size_t len; };

/* The helper cleans up on its own failure, the caller once more. */
static int bad_start(struct bad_dev *b)
{
	if (readl(b->regs)) {
		dma_unmap_single(b->dev, b->dma, b->len, DMA_TO_DEVICE);
		return -EIO;
	}
	return 0;
}

int bad_caller(struct bad_dev *b)
{
	int ret = bad_start(b);

	if (ret)
		dma_unmap_single(b->dev, b->dma, b->len, DMA_TO_DEVICE); // want "DMA213"
	return ret;
}

/* The loop ends with the element that is unmapped again. */
void bad_unwind(struct bad_dev *b, struct bad_slot *s, int i)
{
	while (i > 0) {
		i--;
		s--;
		dma_unmap_page(b->dev, s->dma, s->len, DMA_TO_DEVICE);
	}
	dma_unmap_single(b->dev, s->dma, s->len, DMA_TO_DEVICE); // want "DMA213"
}

struct bad_batch { struct device *dev; dma_addr_t dma[8]; int n; };

static void bad_put(struct bad_batch *b)
{
	int i;

	for (i = 0; i < b->n; i++)
		dma_unmap_page(b->dev, b->dma[i], PAGE_SIZE, DMA_TO_DEVICE);
}

void bad_put_twice(struct bad_batch *b)
{
	bad_put(b);
	bad_put(b); // want "DMA213"
}

/* Who has taken the packet gives its page back to the pool, which has mapped it. */
struct bad_rx {
	struct device *dev;
	struct net_device *netdev;
	struct page_pool *pool;
	struct xdp_rxq_info rxq;
	__le64 *ring;
};

int bad_queue(struct bad_rx *rx)
{
	return xdp_rxq_info_reg_mem_model(&rx->rxq, MEM_TYPE_PAGE_POOL, rx->pool);
}

void bad_refill(struct bad_rx *rx, struct page *page)
{
	*rx->ring = cpu_to_le64(page_pool_get_dma_addr(page));
}

void bad_redirect(struct bad_rx *rx, struct bpf_prog *prog)
{
	struct xdp_buff xdp;
	u64 iova = le64_to_cpu(*rx->ring);

	xdp_init_buff(&xdp, PAGE_SIZE, &rx->rxq);
	xdp_prepare_buff(&xdp, phys_to_virt(iova), 128, 64, false);
	if (bpf_prog_run_xdp(prog, &xdp) != XDP_REDIRECT)
		return;
	if (xdp_do_redirect(rx->netdev, &xdp, prog))
		return;
	dma_unmap_page(rx->dev, iova, PAGE_SIZE, DMA_FROM_DEVICE); // want "DMA213"
}

/* A new buffer is not to be had: the old one goes back to the ring, and its mapping has gone. */
struct bad_entry { dma_addr_t at; void *buf; };
struct bad_ring { struct device *dev; struct bad_entry entry[16]; int head; };

static int bad_fill(struct bad_ring *r, int i)
{
	void *buf = kmalloc(2048, GFP_ATOMIC);
	dma_addr_t at;

	if (!buf)
		return -ENOMEM;
	at = dma_map_single(r->dev, buf, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(r->dev, at)) {
		kfree(buf);
		return -ENOMEM;
	}
	r->entry[i] = (struct bad_entry){ at, buf };
	return 0;
}

void *bad_receive(struct bad_ring *r, int i)
{
	struct bad_entry *old = &r->entry[i];
	void *buf = old->buf;

	dma_unmap_single(r->dev, old->at, 2048, DMA_FROM_DEVICE);
	if (!bad_fill(r, r->head))
		return buf;
	r->entry[r->head].buf = buf;
	r->entry[r->head].at = old->at; // want "DMA213"
	return NULL;
}

void bad_stop(struct bad_ring *r)
{
	int i;

	for (i = 0; i < 16; i++)
		dma_unmap_single(r->dev, r->entry[i].at, 2048, DMA_FROM_DEVICE);
}
