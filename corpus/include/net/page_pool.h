/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: page pools. */
#ifndef DL_STUB_PAGE_POOL_H
#define DL_STUB_PAGE_POOL_H

#include <linux/dma-mapping.h>

#define PP_FLAG_DMA_MAP		1
#define PP_FLAG_DMA_SYNC_DEV	2
struct page_pool;
struct page_pool_params {
	unsigned int flags, order, pool_size;
	int nid;
	struct device *dev;
	enum dma_data_direction dma_dir;
	unsigned int max_len, offset;
};
struct page_pool *page_pool_create(const struct page_pool_params *params);
void page_pool_destroy(struct page_pool *pool);
struct page *page_pool_dev_alloc_pages(struct page_pool *pool);
struct page *page_pool_alloc_pages(struct page_pool *pool, gfp_t gfp);
dma_addr_t page_pool_get_dma_addr(const struct page *page);
enum dma_data_direction page_pool_get_dma_dir(const struct page_pool *pool);
void page_pool_put_full_page(struct page_pool *pool, struct page *page, bool allow_direct);
void page_pool_recycle_direct(struct page_pool *pool, struct page *page);

#endif
