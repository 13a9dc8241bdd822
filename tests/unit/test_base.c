/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/status.h"
#include "base/vec.h"

static void test_arena_objects_do_not_overlap(void)
{
	struct dl_arena *arena = dl_arena_new();
	char *objects[1000];

	for (int i = 0; i < 1000; i++) {
		objects[i] = dl_arena_alloc(arena, (size_t)i + 1);
		memset(objects[i], i & 0xff, (size_t)i + 1);
	}
	for (int i = 0; i < 1000; i++) {
		CU_ASSERT_EQUAL((unsigned char)objects[i][0], i & 0xff);
		CU_ASSERT_EQUAL((unsigned char)objects[i][i], i & 0xff);
	}
	dl_arena_reset(arena);
	CU_ASSERT_STRING_EQUAL(dl_arena_printf(arena, "%d-%s", 7, "x"), "7-x");
	dl_arena_free(arena);
}

static void test_interned_strings_compare_by_pointer(void)
{
	struct dl_interner *in = dl_interner_new();
	char copy[] = "dma_map_single";

	CU_ASSERT_PTR_NULL(dl_intern_find(in, copy));
	CU_ASSERT_PTR_EQUAL(dl_intern(in, "dma_map_single"), dl_intern(in, copy));
	CU_ASSERT_PTR_EQUAL(dl_intern_n(in, "dma_map_single_attrs", 14), dl_intern_find(in, copy));
	CU_ASSERT_PTR_NOT_EQUAL(dl_intern(in, "dma_map_page"), dl_intern(in, copy));
	CU_ASSERT_PTR_NULL(dl_intern(in, NULL));
	CU_ASSERT_PTR_EQUAL(dl_intern_n(in, "dma\0map", 7), dl_intern(in, "dma"));
	dl_interner_free(in);
}

static void test_map_keeps_insertion_order(void)
{
	struct dl_map map = { 0 };
	int values[500];

	for (int i = 0; i < 500; i++)
		dl_map_put(&map, (uint64_t)i * 1000003u, &values[i]);
	dl_map_put(&map, 0, &values[499]);
	CU_ASSERT_EQUAL(map.len, 500);
	CU_ASSERT_PTR_EQUAL(dl_map_get(&map, 0), &values[499]);
	for (int i = 1; i < 500; i++) {
		CU_ASSERT_PTR_EQUAL(dl_map_get(&map, (uint64_t)i * 1000003u), &values[i]);
		CU_ASSERT_EQUAL(map.entries[i].key, (uint64_t)i * 1000003u);
	}
	CU_ASSERT_FALSE(dl_map_has(&map, 1));
	dl_map_clear(&map);
	CU_ASSERT_FALSE(dl_map_has(&map, 1000003u));
	dl_map_free(&map);
}

static void test_map_of_strings(void)
{
	struct dl_map map = { 0 };
	const char *own = NULL;
	char name[16];
	int values[100];

	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "name%d", i);
		own = dl_map_put_str(&map, name, &values[i]);
	}
	CU_ASSERT_STRING_EQUAL(own, "name99");
	CU_ASSERT_PTR_EQUAL(dl_map_put_str(&map, "name99", &values[0]), own);
	CU_ASSERT_PTR_EQUAL(dl_map_get_str(&map, "name99"), &values[0]);
	CU_ASSERT_EQUAL(map.len, 100);
	CU_ASSERT_STRING_EQUAL(map.strings[42], "name42");
	/* neither a prefix nor a longer string is the key */
	CU_ASSERT_PTR_EQUAL(dl_map_get_bytes(&map, "name420", 6), &values[42]);
	CU_ASSERT_PTR_EQUAL(dl_map_get_bytes(&map, "name420", 5), &values[4]);
	CU_ASSERT_FALSE(dl_map_has_str(&map, "name420"));
	CU_ASSERT_FALSE(dl_map_has_str(&map, "name"));
	CU_ASSERT_FALSE(dl_map_has_str(&map, ""));
	CU_ASSERT_PTR_NULL(dl_map_key(&map, "name42", 4));
	CU_ASSERT_PTR_EQUAL(dl_map_key(&map, "name9999", 6), own);
	dl_map_clear(&map);
	CU_ASSERT_FALSE(dl_map_has_str(&map, "name1"));
	dl_map_put_str(&map, "", &values[1]);
	CU_ASSERT_PTR_EQUAL(dl_map_get_str(&map, ""), &values[1]);
	dl_map_free(&map);
}

static bool same_text(const void *value, const void *wanted)
{
	return strcmp(value, wanted) == 0;
}

/* Equal hashes do not make keys equal, and equal values under another hash are not found. */
static void test_map_of_callers_keys(void)
{
	static char texts[64][8];
	struct dl_map map = { 0 };

	CU_ASSERT_PTR_NULL(dl_map_find(&map, 7, same_text, "t0"));
	for (int i = 0; i < 64; i++) {
		snprintf(texts[i], sizeof(texts[i]), "t%d", i);
		dl_map_add(&map, (uint64_t)i / 8, texts[i]);
	}
	for (int i = 0; i < 64; i++) {
		char copy[8];

		memcpy(copy, texts[i], sizeof(copy));
		CU_ASSERT_PTR_EQUAL(dl_map_find(&map, (uint64_t)i / 8, same_text, copy), texts[i]);
		CU_ASSERT_PTR_NULL(dl_map_find(&map, (uint64_t)i / 8 + 1, same_text, copy));
	}
	CU_ASSERT_PTR_NULL(dl_map_find(&map, 0, same_text, "t8"));
	CU_ASSERT_PTR_NULL(dl_map_find(&map, 99, same_text, "t8"));
	dl_map_free(&map);
}

static void test_hash_is_stable(void)
{
	/* Fingerprints in users' stores and baselines depend on these values. */
	CU_ASSERT_EQUAL(dl_hash_str(DL_HASH_SEED, ""), 0xa8c7f832281a39c5ULL);
	CU_ASSERT_NOT_EQUAL(dl_hash_str(dl_hash_str(DL_HASH_SEED, "ab"), "c"),
			    dl_hash_str(dl_hash_str(DL_HASH_SEED, "a"), "bc"));
}

static void test_error_context_is_prefixed(void)
{
	struct dl_error err;

	CU_ASSERT_EQUAL(dl_fail(&err, DL_ERR_IO, "cannot open '%s'", "x"), DL_ERR_IO);
	CU_ASSERT_EQUAL(dl_fail_context(&err, "model '%s'", "m.json"), DL_ERR_IO);
	CU_ASSERT_STRING_EQUAL(err.message, "model 'm.json': cannot open 'x'");
	CU_ASSERT_EQUAL(dl_fail(NULL, DL_ERR_IO, "ignored"), DL_ERR_IO);
}

static void test_buf_and_vec_grow(void)
{
	struct dl_buf buf = { 0 };
	DL_VEC(int) vec = { 0 };

	CU_ASSERT_STRING_EQUAL(dl_buf_str(&buf), "");
	for (int i = 0; i < 100; i++) {
		dl_buf_printf(&buf, "%d,", i);
		dl_vec_push(&vec, i);
	}
	CU_ASSERT_EQUAL(buf.len, 290);
	CU_ASSERT_EQUAL(vec.data[99], 99);
	dl_buf_free(&buf);
	dl_vec_free(&vec);
}

struct sizes {
	size_t *data;
	size_t len;
	size_t cap;
};

static size_t length_of(const struct sizes *sizes)
{
	return sizes->len;
}

/* An unpacked record was looked for among those before it, and in the room that was meant for it. */
static void test_pushed_is_made_before_its_room(void)
{
	struct sizes sizes = { 0 };

	for (size_t i = 0; i < 40; i++)
		dl_vec_push(&sizes, length_of(&sizes));
	for (size_t i = 0; i < 40; i++)
		CU_ASSERT_EQUAL(sizes.data[i], i);
	dl_vec_free(&sizes);
}

DL_TEST_MAIN("base", DL_TEST(test_arena_objects_do_not_overlap),
	     DL_TEST(test_interned_strings_compare_by_pointer),
	     DL_TEST(test_map_keeps_insertion_order), DL_TEST(test_map_of_strings),
	     DL_TEST(test_map_of_callers_keys), DL_TEST(test_hash_is_stable),
	     DL_TEST(test_error_context_is_prefixed), DL_TEST(test_buf_and_vec_grow),
	     DL_TEST(test_pushed_is_made_before_its_room))
