/* SPDX-License-Identifier: Apache-2.0 */
/* The stores of shards become one scan. */
#include "api/internal.h"

struct merging {
	struct dmalint_store *store;
	struct dmalint_store *const *in;
	size_t count;
	const char *command_line;
	unsigned int keep;
	int64_t scan;
};

static enum dl_status merge(void *arg, struct dl_error *err)
{
	struct merging *m = arg;
	struct dl_store **in = DL_NEW_ARRAY(dl_arena_new(), struct dl_store *, m->count + 1);
	enum dl_status status;

	for (size_t i = 0; i < m->count; i++) {
		in[i] = m->in[i]->store;
		dl_api_begin_store(in[i]);
	}
	dl_api_begin_store(m->store->store);
	status = dl_store_merge(m->store->store, in, m->count, m->command_line, &m->scan, err);
	if (status == DL_OK && m->keep)
		status = dl_store_prune(m->store->store, m->keep, err);
	dl_api_end_store(m->store->store);
	for (size_t i = m->count; i > 0; i--)
		dl_api_end_store(in[i - 1]);
	return status;
}

enum dmalint_status dmalint_store_merge(struct dmalint_store *store, struct dmalint_store *const *in,
					size_t count, const char *command_line, unsigned int keep,
					int64_t *scan, struct dmalint_error *error)
{
	struct merging m = {
		.store = store,
		.in = in,
		.count = count,
		.command_line = command_line,
		.keep = keep,
	};
	enum dmalint_status status = dl_api_call(merge, &m, error);

	*scan = status == DMALINT_OK ? m.scan : 0;
	return status;
}
