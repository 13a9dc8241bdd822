/* SPDX-License-Identifier: Apache-2.0 */
/* Public functions as runs on a heap: when memory runs out, they return an error. */
#include "api/internal.h"

enum dmalint_status dl_api_make(struct dl_heap **heap, dl_heap_fn run, void *arg,
				struct dmalint_error *error)
{
	struct dl_error err = {0};
	enum dl_status status;

	*heap = dl_heap_new();
	status = dl_heap_run(*heap, run, arg, &err);
	if (status != DL_OK) {
		dl_heap_free(*heap);
		*heap = NULL;
	}
	return dl_api_status(status, &err, error);
}

enum dmalint_status dl_api_call(dl_heap_fn run, void *arg, struct dmalint_error *error)
{
	struct dl_heap *heap;
	enum dmalint_status status = dl_api_make(&heap, run, arg, error);

	dl_heap_free(heap);
	return status;
}

static void abandon(void *store)
{
	dl_store_abandon(store);
}

void dl_api_begin_store(struct dl_store *store)
{
	/* what an earlier call has left: there may have been no memory to roll it back */
	dl_store_abandon(store);
	dl_defer(abandon, store);
}

void dl_api_end_store(struct dl_store *store)
{
	dl_undefer(store);
}
