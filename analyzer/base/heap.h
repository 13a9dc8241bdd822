/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Heap: the memory of one object of the library, and what else is to be given
 * back with it (docs/decisions/0001-out-of-memory.md).
 *
 * While dl_heap_run() runs, all that is allocated (base/arena.h and what is
 * built on it) belongs to the heap. When memory runs out, what was deferred
 * since then is undone and dl_heap_run() returns DL_ERR_NO_MEMORY: nothing
 * between sees the failure, so nothing between may hold what it cannot leave
 * behind without having deferred it. Freeing the heap frees the rest.
 *
 * A heap is used by one thread at a time. Runs may be nested, on other heaps.
 * Without any, running out of memory ends the process: that is how the worker
 * program has it.
 */
#ifndef DL_BASE_HEAP_H
#define DL_BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

#define DL_EXIT_NO_MEMORY 71 /* status of a process that ends so */

struct dl_heap;

/* NULL when there is no memory for it. */
struct dl_heap *dl_heap_new(void);
/* Undo what is deferred, the latest first, then free every block. NULL is allowed. */
void dl_heap_free(struct dl_heap *heap);

typedef enum dl_status (*dl_heap_fn)(void *arg, struct dl_error *err);

/* Whether this thread is in one of these: */
bool dl_heap_runs(void);
enum dl_status dl_heap_run(struct dl_heap *heap, dl_heap_fn run, void *arg, struct dl_error *err);

/*
 * Have @undo(@arg) called when the run is left for want of memory, or else when its heap is freed.
 * @arg must live until then, or until dl_undefer(), which forgets the latest with that @arg. Does
 * nothing without a run, and says so. @undo allocates nothing.
 */
bool dl_defer(void (*undo)(void *), void *arg);
void dl_undefer(void *arg);

/* Memory has run out. */
void dl_no_memory(void) __attribute__((noreturn));

#ifdef DMALINT_TEST_HOOKS
/* Let the @n-th allocation of this thread from now on fail, once; 0: none. Returns how many are left
 * to the one that was asked for before; 0 when it has failed. */
unsigned long dl_heap_fail_at(unsigned long n);
/* Count one allocation of somebody else's, such as a library's: true when it is to fail. */
bool dl_heap_fails(void);
#endif

#endif
