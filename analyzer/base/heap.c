/* SPDX-License-Identifier: Apache-2.0 */
/* See heap.h. Blocks are in a set, so that they need no header and cost nothing without a heap. */
#include "base/heap.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

#define FIRST_BITS 6

struct undo {
	void (*fn)(void *);
	void *arg;
};

struct dl_heap {
	void **blocks; /* open addressing, at most half in use */
	size_t block_count;
	unsigned int bits; /* there are 1 << bits places */
	struct undo *undos;
	size_t undo_count;
	size_t undo_cap;
};

/* A run of this thread. */
struct run {
	struct dl_heap *heap;
	size_t undos; /* deferred before it */
	jmp_buf out;
	struct run *outer;
};

static _Thread_local struct run *running;

/* ---- faults for tests ---- */

#ifdef DMALINT_TEST_HOOKS
static _Thread_local unsigned long fail_in;

unsigned long dl_heap_fail_at(unsigned long n)
{
	unsigned long left = fail_in;

	fail_in = n;
	return left;
}

bool dl_heap_fails(void)
{
	return fail_in && --fail_in == 0;
}
#else
static bool dl_heap_fails(void)
{
	return false;
}
#endif

/* ---- the set of blocks ---- */

static size_t place_of(const struct dl_heap *heap, const void *block)
{
	return (size_t)(((uintptr_t)block >> 4) * 0x9e3779b97f4a7c15ULL >> (64 - heap->bits));
}

/* Where @block is, or where it would be put. */
static size_t probe(const struct dl_heap *heap, const void *block)
{
	size_t mask = ((size_t)1 << heap->bits) - 1;
	size_t i = place_of(heap, block);

	while (heap->blocks[i] && heap->blocks[i] != block)
		i = (i + 1) & mask;
	return i;
}

static bool grow(struct dl_heap *heap)
{
	struct dl_heap larger = *heap;

	larger.bits++;
	larger.blocks = dl_heap_fails() ? NULL : calloc((size_t)1 << larger.bits, sizeof(void *));
	if (!larger.blocks)
		return false;
	for (size_t i = 0; i < (size_t)1 << heap->bits; i++)
		if (heap->blocks[i])
			larger.blocks[probe(&larger, heap->blocks[i])] = heap->blocks[i];
	free(heap->blocks);
	*heap = larger;
	return true;
}

static bool add_block(struct dl_heap *heap, void *block)
{
	if (heap->block_count >= (size_t)1 << (heap->bits - 1) && !grow(heap))
		return false;
	heap->blocks[probe(heap, block)] = block;
	heap->block_count++;
	return true;
}

/* The places after a freed one close up, so that none of them is cut off from where it belongs. */
static bool remove_block(struct dl_heap *heap, const void *block)
{
	size_t mask = ((size_t)1 << heap->bits) - 1;
	size_t hole = probe(heap, block);

	if (!heap->blocks[hole])
		return false;
	heap->blocks[hole] = NULL;
	heap->block_count--;
	for (size_t i = (hole + 1) & mask; heap->blocks[i]; i = (i + 1) & mask) {
		size_t home = place_of(heap, heap->blocks[i]);

		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		heap->blocks[hole] = heap->blocks[i];
		heap->blocks[i] = NULL;
		hole = i;
	}
	return true;
}

/* ---- heaps and runs ---- */

struct dl_heap *dl_heap_new(void)
{
	struct dl_heap *heap = dl_heap_fails() ? NULL : calloc(1, sizeof(*heap));

	if (!heap)
		return NULL;
	heap->bits = FIRST_BITS;
	heap->blocks = dl_heap_fails() ? NULL : calloc((size_t)1 << FIRST_BITS, sizeof(void *));
	if (!heap->blocks) {
		free(heap);
		return NULL;
	}
	return heap;
}

static void undo_down_to(struct dl_heap *heap, size_t count)
{
	while (heap->undo_count > count) {
		struct undo undo = heap->undos[--heap->undo_count];

		undo.fn(undo.arg);
	}
}

void dl_heap_free(struct dl_heap *heap)
{
	struct run run = {.heap = heap, .outer = running};

	if (!heap)
		return;
	running = &run;
	undo_down_to(heap, 0);
	running = run.outer;
	for (size_t i = 0; i < (size_t)1 << heap->bits; i++)
		free(heap->blocks[i]);
	free(heap->blocks);
	free(heap->undos);
	free(heap);
}

bool dl_heap_runs(void)
{
	return running;
}

enum dl_status dl_heap_run(struct dl_heap *heap, dl_heap_fn run, void *arg, struct dl_error *err)
{
	struct run this = {.outer = running};
	enum dl_status status;

	if (!heap)
		return dl_fail(err, DL_ERR_NO_MEMORY, "out of memory");
	this.heap = heap;
	this.undos = heap->undo_count;
	if (setjmp(this.out)) {
		running = this.outer;
		return dl_fail(err, DL_ERR_NO_MEMORY, "out of memory");
	}
	running = &this;
	status = run(arg, err);
	running = this.outer;
	return status;
}

void dl_no_memory(void)
{
	static const char message[] = "dmalint: out of memory\n";

	if (!running) {
		(void)!write(STDERR_FILENO, message, sizeof(message) - 1);
		_exit(DL_EXIT_NO_MEMORY);
	}
	undo_down_to(running->heap, running->undos);
	longjmp(running->out, 1);
}

bool dl_defer(void (*undo)(void *), void *arg)
{
	struct dl_heap *heap = running ? running->heap : NULL;

	if (!heap)
		return false;
	if (heap->undo_count == heap->undo_cap) {
		size_t cap = heap->undo_cap ? heap->undo_cap * 2 : 16;
		struct undo *undos =
			dl_heap_fails() ? NULL : realloc(heap->undos, cap * sizeof(*undos));

		if (!undos) {
			undo(arg);
			dl_no_memory();
		}
		heap->undos = undos;
		heap->undo_cap = cap;
	}
	heap->undos[heap->undo_count++] = (struct undo){undo, arg};
	return true;
}

void dl_undefer(void *arg)
{
	struct dl_heap *heap = running ? running->heap : NULL;
	size_t i = heap ? heap->undo_count : 0;

	while (i && heap->undos[i - 1].arg != arg)
		i--;
	if (!i)
		return;
	memmove(&heap->undos[i - 1], &heap->undos[i],
		(heap->undo_count - i) * sizeof(*heap->undos));
	heap->undo_count--;
}

/* ---- allocation ---- */

/* @block as the running heap's; NULL when there is no room for that, and freed. */
static void *keep(void *block)
{
	if (block && running && !add_block(running->heap, block)) {
		free(block);
		return NULL;
	}
	return block;
}

static void *checked(void *block)
{
	if (!block)
		dl_no_memory();
	return block;
}

void *dl_xmalloc(size_t size)
{
	return checked(dl_heap_fails() ? NULL : keep(malloc(size ? size : 1)));
}

void *dl_xcalloc(size_t n, size_t size)
{
	return checked(dl_heap_fails() ? NULL : keep(calloc(n ? n : 1, size ? size : 1)));
}

void *dl_try_realloc(void *ptr, size_t size)
{
	bool known = running && ptr && remove_block(running->heap, ptr);
	void *block = dl_heap_fails() ? NULL : realloc(ptr, size ? size : 1);

	/* there is room for one that was there before */
	if (!block && known)
		add_block(running->heap, ptr);
	return keep(block);
}

void *dl_xrealloc(void *ptr, size_t size)
{
	return checked(dl_try_realloc(ptr, size));
}

char *dl_xstrdup(const char *s)
{
	size_t size = strlen(s) + 1;

	return memcpy(dl_xmalloc(size), s, size);
}

void dl_free(void *ptr)
{
	if (running && ptr)
		remove_block(running->heap, ptr);
	free(ptr);
}
