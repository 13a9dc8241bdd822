/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that runs out: the call is left, what it has taken is given back. */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/heap.h"
#include "base/map.h"
#include "base/vec.h"
#include "harness.h"

static char undone[64];
static char first[] = "a", second[] = "b";

static void undo(void *arg)
{
	strcat(undone, arg);
}

/* A bit of everything; sanitizers say what is left behind. */
static enum dl_status work(void *arg, struct dl_error *err)
{
	unsigned int *steps = arg;
	struct dl_arena *arena = dl_arena_new();
	struct dl_map map = {0};
	struct dl_buf buf = {0};
	DL_VEC(int) vec = {0};

	(void)err;
	CU_ASSERT(dl_defer(undo, first));
	for (int i = 0; i < 100; i++) {
		char *text = dl_arena_printf(arena, "key %d", i);

		dl_vec_push(&vec, i);
		dl_map_put_str(&map, text, text);
		dl_buf_puts(&buf, text);
		*steps += 1;
	}
	CU_ASSERT(dl_defer(undo, second));
	dl_buf_free(&buf);
	dl_free(dl_xrealloc(dl_xstrdup("x"), 10000));
	dl_undefer(first);
	dl_vec_free(&vec);
	return DL_OK;
}

static void test_each_allocation_fails(void)
{
	unsigned long n = 0;
	enum dl_status status;

	do {
		struct dl_error err = {0};
		unsigned int steps = 0;
		struct dl_heap *heap;

		undone[0] = '\0';
		dl_heap_fail_at(++n);
		heap = dl_heap_new();
		status = dl_heap_run(heap, work, &steps, &err);
		dl_heap_fail_at(0);
		CU_ASSERT(status == DL_OK || status == DL_ERR_NO_MEMORY);
		if (status == DL_OK) {
			CU_ASSERT_EQUAL(steps, 100);
			CU_ASSERT_STRING_EQUAL(undone, "");
		} else {
			CU_ASSERT_STRING_EQUAL(err.message, "out of memory");
			CU_ASSERT(steps == 0 || undone[strlen(undone) - 1] == 'a');
		}
		dl_heap_free(heap);
		if (status == DL_OK)
			CU_ASSERT_STRING_EQUAL(undone, "b");
	} while (status != DL_OK && n < 10000);
	CU_ASSERT(n > 100 && n < 10000);
}

static enum dl_status inner(void *arg, struct dl_error *err)
{
	(void)arg;
	(void)err;
	dl_xmalloc(10);
	dl_no_memory();
}

/* A run within a run on another heap: only the inner one is left. */
static enum dl_status outer(void *arg, struct dl_error *err)
{
	struct dl_heap *other = dl_heap_new();
	char *mine = dl_xstrdup("mine");

	(void)arg;
	CU_ASSERT_EQUAL(dl_heap_run(other, inner, NULL, err), DL_ERR_NO_MEMORY);
	dl_heap_free(other);
	CU_ASSERT_STRING_EQUAL(mine, "mine");
	dl_free(mine);
	return DL_OK;
}

static void test_nested(void)
{
	struct dl_heap *heap = dl_heap_new();

	CU_ASSERT_EQUAL(dl_heap_run(heap, outer, NULL, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_heap_run(heap, inner, NULL, NULL), DL_ERR_NO_MEMORY);
	CU_ASSERT_EQUAL(dl_heap_run(heap, outer, NULL, NULL), DL_OK);
	dl_heap_free(heap);
	dl_heap_free(NULL);
	CU_ASSERT_EQUAL(dl_heap_run(NULL, outer, NULL, NULL), DL_ERR_NO_MEMORY);
}

/* Many blocks, freed in another order than they were made. */
static enum dl_status shuffle(void *arg, struct dl_error *err)
{
	void *blocks[1000];
	unsigned int seed = 1;

	(void)err;
	for (size_t i = 0; i < 1000; i++)
		blocks[i] = dl_xmalloc(i % 50);
	for (int i = 0; i < 20000; i++) {
		size_t at = (seed = seed * 1103515245 + 12345) >> 16;

		at %= 1000;
		if (seed & 0x8000) {
			dl_free(blocks[at]);
			blocks[at] = dl_xcalloc(1, at);
		} else {
			blocks[at] = dl_xrealloc(blocks[at], seed % 3000);
		}
	}
	for (size_t i = 0; i < 1000; i += 1 + (arg != NULL))
		dl_free(blocks[i]);
	return DL_OK;
}

static void test_many_blocks(void)
{
	struct dl_heap *heap = dl_heap_new();

	CU_ASSERT_EQUAL(dl_heap_run(heap, shuffle, NULL, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_heap_run(heap, shuffle, heap, NULL), DL_OK);
	dl_heap_free(heap);
}

/* As the worker program has it. */
static void test_no_heap(void)
{
	int status = 0, fds[2];
	char text[64] = "";
	pid_t child;

	CU_ASSERT(!dl_defer(undo, first));
	if (pipe(fds))
		abort();
	child = fork();
	if (child == 0) {
		dup2(fds[1], STDERR_FILENO);
		dl_heap_fail_at(1);
		dl_xmalloc(1);
		_exit(0);
	}
	CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
	CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == DL_EXIT_NO_MEMORY);
	CU_ASSERT(read(fds[0], text, sizeof(text) - 1) > 0);
	CU_ASSERT_STRING_EQUAL(text, "dmalint: out of memory\n");
	close(fds[0]);
	close(fds[1]);
}

DL_TEST_MAIN("heap", DL_TEST(test_each_allocation_fails), DL_TEST(test_nested),
	     DL_TEST(test_many_blocks), DL_TEST(test_no_heap))
