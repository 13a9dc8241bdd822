/* SPDX-License-Identifier: Apache-2.0 */
/* See kconfig_answers.h. */
#include "source/kconfig_answers.h"

#include "base/arena.h"
#include "base/codec.h"
#include "base/hash.h"
#include "base/map.h"
#include "source/arch.h"

#define SHARES 128 /* records of a tree */

_Static_assert(2 * DL_ARCH_MAX <= 32, "an answer for each architecture, with and without COMPILE_TEST");

static const struct dl_codec codec = {
	.magic = "DLTA",
	.version = 1,
	.what = "what can be set of a tree's Kconfig symbols, in the cache,",
	.remedy = "",
};

/* By place, a bit each. */
struct answer {
	uint32_t known;
	uint32_t possible;
};

struct share {
	struct dl_map answers; /* symbol -> struct answer * */
	bool is_recalled;
	bool has_new;
};

struct dl_kconfig_answers {
	struct dl_arena *arena;
	const struct dl_memo *memo;
	uint64_t tree;
	struct share shares[SHARES];
};

struct dl_kconfig_answers *dl_kconfig_answers_new(uint64_t tree, const struct dl_memo *memo)
{
	struct dl_kconfig_answers *answers = dl_xcalloc(1, sizeof(*answers));

	answers->arena = dl_arena_new();
	answers->memo = memo;
	for (size_t i = 0; i < dl_arch_count; i++) {
		tree = dl_hash_str(tree, dl_arches[i].symbol);
		tree = dl_hash_str(dl_hash_str(tree, dl_arches[i].on), dl_arches[i].off);
	}
	answers->tree = tree;
	return answers;
}

void dl_kconfig_answers_free(struct dl_kconfig_answers *answers)
{
	for (size_t i = 0; i < SHARES; i++)
		dl_map_free(&answers->shares[i].answers);
	dl_arena_free(answers->arena);
	dl_free(answers);
}

static bool keeps(const struct dl_kconfig_answers *answers)
{
	return answers->memo && answers->memo->get;
}

static uint64_t key_of(const struct dl_kconfig_answers *answers, size_t share)
{
	return dl_hash_final(dl_hash_u64(answers->tree, share));
}

static bool read_record(struct dl_kconfig_answers *answers, struct share *share, struct dl_reader *in)
{
	bool is_of_tree = dl_read_num(in) == answers->tree;
	uint32_t count = is_of_tree ? dl_read_count(in) : 0;

	for (uint32_t i = 0; i < count && !in->bad; i++) {
		struct answer *a = DL_NEW(answers->arena, struct answer);
		const char *symbol = dl_read_name(in);

		a->known = dl_read_u32(in);
		a->possible = dl_read_u32(in);
		dl_map_put_str(&share->answers, symbol, a);
	}
	return dl_read_end(in, NULL) == DL_OK;
}

static void recall(struct dl_kconfig_answers *answers, size_t at)
{
	struct share *share = &answers->shares[at];
	struct dl_reader in = {.arena = answers->arena};
	struct dl_buf record = {0};

	share->is_recalled = true;
	if (answers->memo->get(answers->memo->ctx, DL_MEMO_POSSIBLE, key_of(answers, at), &record) &&
	    dl_read_begin(&in, &codec, record.data, record.len, NULL) == DL_OK && !read_record(answers, share, &in))
		dl_map_clear(&share->answers);
	dl_buf_free(&record);
}

static struct share *share_of(struct dl_kconfig_answers *answers, const char *symbol)
{
	size_t at = dl_hash_final(dl_hash_str(DL_HASH_SEED, symbol)) % SHARES;

	if (!answers->shares[at].is_recalled && keeps(answers))
		recall(answers, at);
	return &answers->shares[at];
}

bool dl_kconfig_answers_get(struct dl_kconfig_answers *answers, const char *symbol, unsigned int place, bool *possible)
{
	const struct answer *a = dl_map_get_str(&share_of(answers, symbol)->answers, symbol);

	if (!a || !(a->known >> place & 1))
		return false;
	*possible = a->possible >> place & 1;
	return true;
}

void dl_kconfig_answers_add(struct dl_kconfig_answers *answers, const char *symbol, unsigned int place, bool possible)
{
	struct share *share = share_of(answers, symbol);
	struct answer *a = dl_map_get_str(&share->answers, symbol);

	if (!a) {
		a = DL_NEW(answers->arena, struct answer);
		dl_map_put_str(&share->answers, symbol, a);
	}
	a->known |= 1u << place;
	a->possible |= (uint32_t)possible << place;
	share->has_new = true;
}

static void keep_share(struct dl_kconfig_answers *answers, size_t at)
{
	struct share *share = &answers->shares[at];
	struct dl_writer w = {0};
	struct dl_buf record = {0};

	dl_write_num(&w, answers->tree);
	dl_write_num(&w, share->answers.len);
	for (size_t i = 0; i < share->answers.len; i++) {
		const struct answer *a = share->answers.entries[i].value;

		dl_write_string(&w, share->answers.strings[i]);
		dl_write_num(&w, a->known);
		dl_write_num(&w, a->possible);
	}
	dl_writer_end(&w, &codec, &record);
	answers->memo->put(answers->memo->ctx, DL_MEMO_POSSIBLE, key_of(answers, at), &record);
	dl_buf_free(&record);
	share->has_new = false;
}

void dl_kconfig_answers_keep(struct dl_kconfig_answers *answers)
{
	for (size_t i = 0; i < SHARES && keeps(answers); i++)
		if (answers->shares[i].has_new)
			keep_share(answers, i);
}
