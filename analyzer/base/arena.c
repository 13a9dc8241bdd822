/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#define CHUNK_SIZE (64 * 1024)

struct chunk {
	struct chunk *next;
	size_t size;
	size_t used;
	alignas(max_align_t) char data[];
};

struct dl_arena {
	struct chunk *chunks;
	size_t total;
};

struct dl_arena *dl_arena_new(void)
{
	return dl_xcalloc(1, sizeof(struct dl_arena));
}

static void free_chunks(struct chunk *chunk)
{
	while (chunk) {
		struct chunk *next = chunk->next;

		dl_free(chunk);
		chunk = next;
	}
}

void dl_arena_free(struct dl_arena *arena)
{
	if (!arena)
		return;
	free_chunks(arena->chunks);
	dl_free(arena);
}

size_t dl_arena_size(const struct dl_arena *arena)
{
	return arena->total;
}

void dl_arena_reset(struct dl_arena *arena)
{
	struct chunk *keep = arena->chunks;

	arena->total = 0;

#ifdef DL_ARENA_MALLOC
	free_chunks(keep);
	arena->chunks = NULL;
#else
	if (!keep)
		return;
	free_chunks(keep->next);
	keep->next = NULL;
	keep->used = 0;
#endif
}

static struct chunk *add_chunk(struct dl_arena *arena, size_t size)
{
	struct chunk *chunk = dl_xmalloc(sizeof(*chunk) + size);

	chunk->size = size;
	chunk->used = 0;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	return chunk;
}

void *dl_arena_alloc(struct dl_arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct chunk *chunk = arena->chunks;
	void *ptr;

	size = (size + align - 1) & ~(align - 1);
	arena->total += size;
#ifdef DL_ARENA_MALLOC
	chunk = add_chunk(arena, size);
#else
	if (!chunk || chunk->size - chunk->used < size)
		chunk = add_chunk(arena, size > CHUNK_SIZE / 4 ? size + CHUNK_SIZE : CHUNK_SIZE);
#endif
	ptr = chunk->data + chunk->used;
	chunk->used += size;
	return ptr;
}

void *dl_arena_zalloc(struct dl_arena *arena, size_t size)
{
	return memset(dl_arena_alloc(arena, size), 0, size);
}

void *dl_arena_memdup(struct dl_arena *arena, const void *data, size_t size)
{
	void *ptr = dl_arena_alloc(arena, size);

	if (size)
		memcpy(ptr, data, size);
	return ptr;
}

char *dl_arena_strndup(struct dl_arena *arena, const char *s, size_t n)
{
	char *copy = dl_arena_alloc(arena, n + 1);

	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *dl_arena_strdup(struct dl_arena *arena, const char *s)
{
	return dl_arena_strndup(arena, s, strlen(s));
}

char *dl_arena_vprintf(struct dl_arena *arena, const char *fmt, va_list ap)
{
	va_list copy;
	char *text;
	int len;

	va_copy(copy, ap);
	len = vsnprintf(NULL, 0, fmt, copy);
	va_end(copy);
	text = dl_arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	return text;
}

char *dl_arena_printf(struct dl_arena *arena, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = dl_arena_vprintf(arena, fmt, ap);
	va_end(ap);
	return text;
}
