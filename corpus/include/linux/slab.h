/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: kmalloc and slab caches. */
#ifndef DL_STUB_SLAB_H
#define DL_STUB_SLAB_H

#include <linux/gfp.h>
#include <linux/cleanup.h>

struct kmem_cache;
#define SLAB_HWCACHE_ALIGN	0x2000u
#define SLAB_CACHE_DMA		0x4000u
#define SLAB_CACHE_DMA32	0x8000u
#define SLAB_PANIC		0x40000u
#define ARCH_DMA_MINALIGN	128
#define ARCH_KMALLOC_MINALIGN	8
#define IIO_DMA_MINALIGN	ARCH_DMA_MINALIGN

void *kmalloc(size_t size, gfp_t flags);
void *kzalloc(size_t size, gfp_t flags);
void *kcalloc(size_t n, size_t size, gfp_t flags);
void *kmalloc_array(size_t n, size_t size, gfp_t flags);
void *kmalloc_node(size_t size, gfp_t flags, int node);
void *kzalloc_node(size_t size, gfp_t flags, int node);
void *kcalloc_node(size_t n, size_t size, gfp_t flags, int node);
void *krealloc(const void *p, size_t size, gfp_t flags);
void *krealloc_array(void *p, size_t n, size_t size, gfp_t flags);
void kfree(const void *p);
void kfree_sensitive(const void *p);
void kfree_const(const void *p);
size_t ksize(const void *p);
void *kvmalloc(size_t size, gfp_t flags);
void *kvzalloc(size_t size, gfp_t flags);
void *kvmalloc_array(size_t n, size_t size, gfp_t flags);
void *kvcalloc(size_t n, size_t size, gfp_t flags);
void *kvmalloc_node(size_t size, gfp_t flags, int node);
void *kvzalloc_node(size_t size, gfp_t flags, int node);
void kvfree(const void *p);
void kvfree_sensitive(const void *p, size_t len);
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *));
void kmem_cache_destroy(struct kmem_cache *cache);
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags);
void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t flags);
void kmem_cache_free(struct kmem_cache *cache, void *p);
#define KMEM_CACHE(type, flags) \
	kmem_cache_create(#type, sizeof(struct type), __alignof__(struct type), flags, NULL)
#define kfree_rcu(p, member) kfree(p)
#define ZERO_OR_NULL_PTR(x) ((unsigned long)(x) <= 16)

DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))
DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))

#endif
