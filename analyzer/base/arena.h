/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arena: memory that is freed all at once. One per translation unit, per
 * scan, per explored function.
 *
 * Allocation never returns NULL: when memory runs out, the running call of the
 * library is left (base/heap.h), or the process ends: a lost worker, which the
 * scan reports by the file's name. With DL_ARENA_MALLOC
 * defined (debug builds) every object is its own malloc, so that sanitizers
 * see its bounds.
 */
#ifndef DL_BASE_ARENA_H
#define DL_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct dl_arena;

struct dl_arena *dl_arena_new(void);
void dl_arena_free(struct dl_arena *arena);
/* Bytes handed out since it was made or reset. */
size_t dl_arena_size(const struct dl_arena *arena);
/* Free every object but keep a chunk for reuse. */
void dl_arena_reset(struct dl_arena *arena);

/* Uninitialised / zeroed memory, aligned for any object. */
void *dl_arena_alloc(struct dl_arena *arena, size_t size);
void *dl_arena_zalloc(struct dl_arena *arena, size_t size);
void *dl_arena_memdup(struct dl_arena *arena, const void *data, size_t size);
char *dl_arena_strdup(struct dl_arena *arena, const char *s);
char *dl_arena_strndup(struct dl_arena *arena, const char *s, size_t n);
char *dl_arena_printf(struct dl_arena *arena, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
char *dl_arena_vprintf(struct dl_arena *arena, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

#define DL_NEW(arena, type) ((type *)dl_arena_zalloc(arena, sizeof(type)))
#define DL_NEW_ARRAY(arena, type, n) ((type *)dl_arena_zalloc(arena, sizeof(type) * (n)))

/* malloc family with the same promise: never NULL. Freed with dl_free(). */
void *dl_xmalloc(size_t size);
void *dl_xcalloc(size_t n, size_t size);
void *dl_xrealloc(void *ptr, size_t size);
char *dl_xstrdup(const char *s);
void dl_free(void *ptr);
/* NULL when there is no memory; then @ptr is as it was. */
void *dl_try_realloc(void *ptr, size_t size);

#endif
