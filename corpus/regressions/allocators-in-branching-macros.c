/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From 7.0 on the macro around an allocator asks first whether allocations are counted, and allocates on both ways
 * (seen in a driver outside of the tree). The question was called as the allocator is: its result was one to be
 * freed, and a step of the story.
 */
#include <linux/dma-mapping.h>
#include <linux/slab.h>

struct counted_tag { int calls; };

bool mem_alloc_profiling_enabled(void);
bool counting(void);
struct counted_tag *counted_save(struct counted_tag *tag);
void counted_restore(struct counted_tag *tag, struct counted_tag *old);
void *kmalloc_array_noprof(size_t n, size_t size, gfp_t flags);

#define counted(_asks, _alloc) ({						\
	static struct counted_tag _tag;						\
	typeof(_alloc) _res;							\
	if (_asks()) {								\
		struct counted_tag *_old;					\
		_old = counted_save(&_tag);					\
		_res = _alloc;							\
		counted_restore(&_tag, _old);					\
	} else {								\
		_res = _alloc;							\
	}									\
	_res;									\
})
#define kmalloc_array(...)	counted(mem_alloc_profiling_enabled, kmalloc_array_noprof(__VA_ARGS__))
#define own_array(...)		counted(counting, kmalloc_array_noprof(__VA_ARGS__))

struct counted_dev {
	struct device *dev;
	u32 *table;
	dma_addr_t dma;
};

int counted_start(struct counted_dev *d, size_t n)
{
	d->table = kmalloc_array(n, sizeof(u32), GFP_KERNEL);
	if (!d->table)
		return -ENOMEM;
	d->dma = dma_map_single(d->dev, d->table, n * sizeof(u32), DMA_TO_DEVICE);
	if (dma_mapping_error(d->dev, d->dma)) {
		kfree(d->table);
		return -EIO;
	}
	dma_unmap_single(d->dev, d->dma, n * sizeof(u32), DMA_TO_DEVICE);
	kfree(d->table);
	return 0;
}

int counted_grow(struct counted_dev *d, size_t n)
{
	u32 *table;

	d->dma = dma_map_single(d->dev, d->table, n, DMA_TO_DEVICE);
	if (dma_mapping_error(d->dev, d->dma))
		return -EIO;
	table = own_array(n, sizeof(u32), GFP_KERNEL);
	if (!table)
		return -ENOMEM;	// want "DMA211: d->dma"
	dma_unmap_single(d->dev, d->dma, n, DMA_TO_DEVICE);
	kfree(d->table);
	d->table = table;
	return 0;
}
