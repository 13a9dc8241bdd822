/* SPDX-License-Identifier: Apache-2.0 */
/* DMA202: ended by the wrong function. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/io.h>
#include <net/page_pool.h>

struct bad_cmd { __le32 word[16]; };
struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct dma_pool *pool;
	struct completion done;
};

/* A block of a pool. */
int bad_pool_block(struct bad_dev *b)
{
	dma_addr_t dma;
	struct bad_cmd *cmd = dma_pool_zalloc(b->pool, GFP_KERNEL, &dma);

	if (!cmd)
		return -ENOMEM;
	cmd->word[0] = cpu_to_le32(1);
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_free_coherent(b->dev, sizeof(*cmd), cmd, dma); // want "DMA202"
	return 0;
}

/* Registers of another device are no page. */
int bad_resource(struct bad_dev *b, phys_addr_t fifo)
{
	dma_addr_t dma = dma_map_resource(b->dev, fifo, 4, DMA_TO_DEVICE, 0);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_page(b->dev, dma, 4, DMA_TO_DEVICE); // want "DMA202"
	return 0;
}

/* Through a field. */
struct bad_ring { void *desc; dma_addr_t desc_dma; };

int bad_ring_alloc(struct bad_dev *b, struct bad_ring *r)
{
	r->desc = dma_alloc_coherent(b->dev, 4096, &r->desc_dma, GFP_KERNEL);
	return r->desc ? 0 : -ENOMEM;
}

void bad_ring_free(struct bad_dev *b, struct bad_ring *r)
{
	dma_unmap_single(b->dev, r->desc_dma, 4096, DMA_BIDIRECTIONAL); // want "DMA202"
}

/* The page is its pool's, and so is the mapping. */
void bad_drop(struct bad_dev *b, struct page *page)
{
	dma_unmap_page(b->dev, page_pool_get_dma_addr(page), PAGE_SIZE, DMA_FROM_DEVICE); // want "DMA202"
	put_page(page);
}

struct bad_rx { struct page *page; dma_addr_t at; };

int bad_refill(struct bad_dev *b, struct page_pool *pool, struct bad_rx *rx)
{
	rx->page = page_pool_dev_alloc_pages(pool);
	if (!rx->page)
		return -ENOMEM;
	rx->at = page_pool_get_dma_addr(rx->page) + 64;
	writel(lower_32_bits(rx->at), b->regs);
	return 0;
}

void bad_clear(struct bad_dev *b, struct bad_rx *rx)
{
	dma_unmap_page(b->dev, rx->at - 64, PAGE_SIZE, DMA_FROM_DEVICE); // want "DMA202"
	put_page(rx->page);
}

/* The CPU's memory is freed by a function that has nothing else to do with DMA. */
struct bad_log { u32 *words; dma_addr_t at; };

int bad_log_init(struct bad_dev *b, struct bad_log *log)
{
	log->words = dma_alloc_coherent(b->dev, 4096, &log->at, GFP_KERNEL);
	return log->words ? 0 : -ENOMEM;
}

void bad_log_exit(struct bad_log *log)
{
	kfree(log->words); // want "DMA202"
	log->words = NULL;
}

/* The device core frees the memory once more when the device is unbound or goes. */
struct bad_core { u32 *ring; dma_addr_t at; void __iomem *regs; };

int bad_core_init(struct bad_dev *b, struct bad_core *core)
{
	core->ring = dmam_alloc_coherent(b->dev, 4096, &core->at, GFP_KERNEL);
	if (!core->ring)
		return -ENOMEM;
	writel(lower_32_bits(core->at), core->regs);
	return 0;
}

void bad_core_exit(struct bad_dev *b, struct bad_core *core)
{
	writel(0, core->regs);
	dma_free_coherent(b->dev, 4096, core->ring, core->at); // want "DMA202: device core"
}

/* The same where a later step fails. */
int bad_core_once(struct bad_dev *b, struct completion *done)
{
	dma_addr_t at;
	u32 *word = dmam_alloc_coherent(b->dev, 64, &at, GFP_KERNEL);

	if (!word)
		return -ENOMEM;
	writel(lower_32_bits(at), b->regs);
	if (wait_for_completion_interruptible(done)) {
		writel(0, b->regs);
		dma_free_coherent(b->dev, 64, word, at); // want "DMA202: dmam_free_coherent"
		return -EINTR;
	}
	return 0;
}

/* The reverse: the device core knows nothing of the memory. */
struct bad_plain { u32 *ring; dma_addr_t at; };

int bad_plain_init(struct bad_dev *b, struct bad_plain *p)
{
	p->ring = dma_alloc_coherent(b->dev, 4096, &p->at, GFP_KERNEL);
	return p->ring ? 0 : -ENOMEM;
}

void bad_plain_exit(struct bad_dev *b, struct bad_plain *p)
{
	dmam_free_coherent(b->dev, 4096, p->ring, p->at); // want "DMA202: dma_free_coherent"
}

int bad_plain_once(struct bad_dev *b)
{
	dma_addr_t at;
	u32 *word = dma_alloc_coherent(b->dev, 64, &at, GFP_KERNEL);

	if (!word)
		return -ENOMEM;
	writel(lower_32_bits(at), b->regs);
	wait_for_completion(&b->done);
	dmam_free_coherent(b->dev, 64, word, at); // want "DMA202: dma_free_coherent"
	return 0;
}

/* A pool of the device core's that cannot be used, and one of the driver's own. */
int bad_core_pool(struct bad_dev *b)
{
	struct dma_pool *pool = dmam_pool_create("core", b->dev, 64, 64, 0);
	dma_addr_t at;
	void *first;

	if (!pool)
		return -ENOMEM;
	first = dma_pool_alloc(pool, GFP_KERNEL, &at);
	if (!first) {
		dma_pool_destroy(pool); // want "DMA202: device core"
		return -ENOMEM;
	}
	dma_pool_free(pool, first, at);
	b->pool = pool;
	return 0;
}

int bad_own_pool(struct bad_dev *b)
{
	struct dma_pool *pool = dma_pool_create("own", b->dev, 64, 64, 0);
	dma_addr_t at;
	void *first;

	if (!pool)
		return -ENOMEM;
	first = dma_pool_alloc(pool, GFP_KERNEL, &at);
	if (!first) {
		dmam_pool_destroy(pool); // want "DMA202: dma_pool_destroy"
		return -ENOMEM;
	}
	dma_pool_free(pool, first, at);
	b->pool = pool;
	return 0;
}
