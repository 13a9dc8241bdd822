/* SPDX-License-Identifier: Apache-2.0 */
/* A memo of one record of each kind, in memory. */
#ifndef DL_TESTS_MEMO_FIXTURE_H
#define DL_TESTS_MEMO_FIXTURE_H

#include "base/memo.h"

#define MEMO_KINDS 16

struct memo_fixture {
	struct {
		uint64_t key;
		struct dl_buf record;
		int puts;
	} kinds[MEMO_KINDS];
};

static bool memo_get(void *ctx, enum dl_memo_kind kind, uint64_t key, struct dl_buf *out)
{
	struct memo_fixture *m = ctx;

	if (!m->kinds[kind].puts || m->kinds[kind].key != key)
		return false;
	dl_buf_add(out, m->kinds[kind].record.data, m->kinds[kind].record.len);
	return true;
}

static void memo_put(void *ctx, enum dl_memo_kind kind, uint64_t key, const struct dl_buf *record)
{
	struct memo_fixture *m = ctx;

	m->kinds[kind].key = key;
	m->kinds[kind].puts++;
	dl_buf_clear(&m->kinds[kind].record);
	dl_buf_add(&m->kinds[kind].record, record->data, record->len);
}

static inline struct dl_memo memo_of(struct memo_fixture *m)
{
	return (struct dl_memo){.ctx = m, .get = memo_get, .put = memo_put};
}

static inline void memo_free(struct memo_fixture *m)
{
	for (int i = 0; i < MEMO_KINDS; i++)
		dl_buf_free(&m->kinds[i].record);
}

#endif
