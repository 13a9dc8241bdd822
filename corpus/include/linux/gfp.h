/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: page allocation and struct page. */
#ifndef DL_STUB_GFP_H
#define DL_STUB_GFP_H

#include <linux/types.h>
#include <linux/kernel.h>

#define __GFP_DMA		((gfp_t)0x01u)
#define __GFP_HIGHMEM		((gfp_t)0x02u)
#define __GFP_DMA32		((gfp_t)0x04u)
#define __GFP_MOVABLE		((gfp_t)0x08u)
#define __GFP_HIGH		((gfp_t)0x20u)
#define __GFP_IO		((gfp_t)0x40u)
#define __GFP_FS		((gfp_t)0x80u)
#define __GFP_ZERO		((gfp_t)0x100u)
#define __GFP_DIRECT_RECLAIM	((gfp_t)0x400u)
#define __GFP_KSWAPD_RECLAIM	((gfp_t)0x800u)
#define __GFP_RECLAIM		(__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)
#define __GFP_NOWARN		((gfp_t)0x2000u)
#define __GFP_RETRY_MAYFAIL	((gfp_t)0x4000u)
#define __GFP_NOFAIL		((gfp_t)0x8000u)
#define __GFP_NORETRY		((gfp_t)0x10000u)
#define __GFP_MEMALLOC		((gfp_t)0x20000u)
#define __GFP_COMP		((gfp_t)0x40000u)
#define __GFP_NOMEMALLOC	((gfp_t)0x80000u)
#define __GFP_ACCOUNT		((gfp_t)0x400000u)
#define GFP_ATOMIC		(__GFP_HIGH | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL		(__GFP_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_KERNEL_ACCOUNT	(GFP_KERNEL | __GFP_ACCOUNT)
#define GFP_NOWAIT		(__GFP_KSWAPD_RECLAIM | __GFP_NOWARN)
#define GFP_NOIO		(__GFP_RECLAIM)
#define GFP_NOFS		(__GFP_RECLAIM | __GFP_IO)
#define GFP_USER		(GFP_KERNEL)
#define GFP_DMA			__GFP_DMA
#define GFP_DMA32		__GFP_DMA32
#define GFP_HIGHUSER		(GFP_USER | __GFP_HIGHMEM)

#define PAGE_SHIFT		12
#define PAGE_SIZE		(1UL << PAGE_SHIFT)
#define PAGE_MASK		(~(PAGE_SIZE - 1))
#define PAGE_ALIGN(x)		ALIGN(x, PAGE_SIZE)
#define PAGE_ALIGNED(x)		IS_ALIGNED((unsigned long)(x), PAGE_SIZE)
#define offset_in_page(p)	((unsigned long)(p) & ~PAGE_MASK)
#define PFN_UP(x)		(((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(x)		((x) >> PAGE_SHIFT)
#define PFN_PHYS(x)		((phys_addr_t)(x) << PAGE_SHIFT)

struct address_space;
struct dev_pagemap;
struct page {
	unsigned long flags;
	struct list_head lru;
	struct address_space *mapping;
	pgoff_t index;
	unsigned long private;
	atomic_t _refcount;
};
struct folio { struct page page; };

struct page *alloc_pages(gfp_t gfp, unsigned int order);
struct page *alloc_page(gfp_t gfp);
struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order);
struct page *dev_alloc_page(void);
struct page *dev_alloc_pages(unsigned int order);
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
unsigned long __get_free_page(gfp_t gfp);
unsigned long get_zeroed_page(gfp_t gfp);
void *alloc_pages_exact(size_t size, gfp_t gfp);
void free_pages_exact(void *virt, size_t size);
void __free_pages(struct page *page, unsigned int order);
void __free_page(struct page *page);
void free_pages(unsigned long addr, unsigned int order);
void free_page(unsigned long addr);
void put_page(struct page *page);
void get_page(struct page *page);
int page_count(const struct page *page);
int page_ref_count(const struct page *page);
int page_to_nid(const struct page *page);
void *page_address(const struct page *page);
struct page *virt_to_page(const void *addr);
struct page *virt_to_head_page(const void *addr);
struct page *pfn_to_page(unsigned long pfn);
unsigned long page_to_pfn(const struct page *page);
phys_addr_t page_to_phys(const struct page *page);
phys_addr_t virt_to_phys(const volatile void *addr);
void *phys_to_virt(phys_addr_t addr);
#define __pa(x)	((unsigned long)virt_to_phys((const void *)(unsigned long)(x)))
#define __va(x)	phys_to_virt((phys_addr_t)(x))
#define virt_to_pfn(x) (__pa(x) >> PAGE_SHIFT)
bool virt_addr_valid(const void *addr);
int get_order(unsigned long size);
bool page_is_pfmemalloc(const struct page *page);
struct page *compound_head(struct page *page);
unsigned int compound_order(struct page *page);
unsigned long page_size(struct page *page);
void *page_frag_alloc(void *nc, unsigned int fragsz, gfp_t gfp);
void page_frag_free(void *addr);
int pin_user_pages_fast(unsigned long start, int nr, unsigned int gup_flags, struct page **pages);
int get_user_pages_fast(unsigned long start, int nr, unsigned int gup_flags, struct page **pages);
void unpin_user_pages(struct page **pages, unsigned long n);
void unpin_user_page(struct page *page);
void set_page_dirty_lock(struct page *page);
void *kmap(struct page *page);
void kunmap(struct page *page);
void *kmap_atomic(struct page *page);
void kunmap_atomic(const void *addr);
void *kmap_local_page(struct page *page);
void kunmap_local(const void *addr);
void clear_highpage(struct page *page);
void flush_dcache_page(struct page *page);
int numa_node_id(void);
#define NUMA_NO_NODE (-1)

#endif
