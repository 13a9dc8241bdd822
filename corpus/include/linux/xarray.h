/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: arrays of pointers that grow. */
#ifndef DL_STUB_XARRAY_H
#define DL_STUB_XARRAY_H

#include <linux/err.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct xarray { spinlock_t xa_lock; void *xa_head; };
struct xa_limit { u32 max, min; };
#define XA_LIMIT(_min, _max) (struct xa_limit) { .min = _min, .max = _max }
#define xa_limit_32b	XA_LIMIT(0, ~0u)
#define xa_for_each(xa, index, entry) \
	for (index = 0, entry = xa_find(xa, &index, ~0ul, 8); entry; entry = xa_find_after(xa, &index, ~0ul, 8))

void xa_init(struct xarray *xa);
void xa_init_flags(struct xarray *xa, gfp_t flags);
void *xa_load(struct xarray *xa, unsigned long index);
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
int xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *xa_erase(struct xarray *xa, unsigned long index);
int xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp);
void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, unsigned int filter);
void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max, unsigned int filter);
bool xa_is_err(const void *entry);
int xa_err(void *entry);
bool xa_empty(const struct xarray *xa);
void xa_destroy(struct xarray *xa);

#endif
