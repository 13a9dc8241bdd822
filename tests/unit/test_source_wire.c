/* SPDX-License-Identifier: Apache-2.0 */
/* What was chosen survives the way to another process; damaged bytes are refused. */
#include "harness.h"
#include "source_fixture.h"

#include "base/codec.h"

#define MAPS "void f(void) { dma_map_single(d, p, 4, 1); }\n"

static struct dl_buf encoded(struct tree *t, struct dl_source **s)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_buf out = {0};

	tree_open(t);
	tree_file(t, "a/one.c", MAPS);
	tree_file(t, "a/two.c", MAPS);
	tree_file(t, "a/part.c", MAPS);
	tree_file(t, "a/whole.c", "#include \"part.c\"\n" MAPS);
	*s = tree_source(t, &opt, &err, "a", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(*s);
	dl_source_encode(*s, &out);
	return out;
}

static void test_round_trip(void)
{
	struct dl_source *s, *again = dl_source_new();
	struct dl_buf explained = {0}, explained_again = {0}, bytes;
	struct tree t;

	bytes = encoded(&t, &s);
	CU_ASSERT_EQUAL(dl_source_file_count(s), 3);
	for (int round = 0; round < 2; round++) { /* the second replaces the first */
		CU_ASSERT_EQUAL_FATAL(dl_source_decode(again, bytes.data, bytes.len, NULL), DL_OK);
		CU_ASSERT_EQUAL_FATAL(dl_source_file_count(again), 3);
	}
	for (size_t i = 0; i < 3; i++) {
		const struct dl_source_file *a = dl_source_file_at(s, i);
		const struct dl_source_file *b = dl_source_file_at(again, i);

		CU_ASSERT_STRING_EQUAL(a->path, b->path);
		CU_ASSERT_STRING_EQUAL(a->unit_path, b->unit_path);
		CU_ASSERT_STRING_EQUAL(a->module, b->module);
		CU_ASSERT_STRING_EQUAL(a->reason, b->reason);
		CU_ASSERT_STRING_EQUAL(a->config->arch, b->config->arch);
		CU_ASSERT_STRING_EQUAL(a->config->root, b->config->root);
		CU_ASSERT_STRING_EQUAL(a->arches[0], b->arches[0]);
		CU_ASSERT(a->size == b->size && a->is_whole == b->is_whole);
		CU_ASSERT(a->config->mode == b->config->mode && a->use_pch == b->use_pch);
	}
	CU_ASSERT_EQUAL(dl_source_stats(again).seen, dl_source_stats(s).seen);
	CU_ASSERT_EQUAL(dl_source_stats(again).included, 1);
	dl_source_explain(s, &explained);
	dl_source_explain(again, &explained_again);
	CU_ASSERT_STRING_EQUAL(dl_buf_str(&explained), dl_buf_str(&explained_again));
	dl_buf_free(&explained);
	dl_buf_free(&explained_again);
	dl_buf_free(&bytes);
	dl_source_free(again);
	dl_source_free(s);
	tree_close(&t);
}

static enum dl_status decoded(const char *data, size_t size)
{
	struct dl_source *s = dl_source_new();
	char *copy = dl_xmalloc(size);
	enum dl_status status;

	memcpy(copy, data, size);
	status = dl_source_decode(s, copy, size, NULL);
	free(copy);
	dl_source_free(s);
	return status;
}

static void fix_header(struct dl_buf *bytes)
{
	uint64_t size = bytes->len - DL_CODEC_HEADER_SIZE;
	uint64_t sum = dl_checksum(bytes->data + DL_CODEC_HEADER_SIZE, size);

	for (int i = 0; i < 8; i++) {
		bytes->data[8 + i] = (char)(size >> 8 * i);
		bytes->data[16 + i] = (char)(sum >> 8 * i);
	}
}

static void test_damage(void)
{
	struct dl_source *s;
	struct dl_buf bytes;
	size_t refused = 0;
	struct tree t;

	bytes = encoded(&t, &s);
	for (size_t len = 0; len < bytes.len; len += 7)
		CU_ASSERT_EQUAL(decoded(bytes.data, len), DL_ERR_CORRUPT);
	for (size_t i = DL_CODEC_HEADER_SIZE; i < bytes.len; i++) {
		char saved = bytes.data[i];

		bytes.data[i] = (char)~saved;
		if (i % 11 == 0)
			CU_ASSERT_EQUAL(decoded(bytes.data, bytes.len), DL_ERR_CORRUPT);
		fix_header(&bytes);
		refused += decoded(bytes.data, bytes.len) != DL_OK;
		bytes.data[i] = saved;
	}
	CU_ASSERT(refused > 40);
	while (bytes.len > DL_CODEC_HEADER_SIZE + 5) {
		bytes.len -= 5;
		fix_header(&bytes);
		CU_ASSERT_EQUAL(decoded(bytes.data, bytes.len), DL_ERR_CORRUPT);
	}
	dl_buf_free(&bytes);
	dl_source_free(s);
	tree_close(&t);
}

DL_TEST_MAIN("source wire", DL_TEST(test_round_trip), DL_TEST(test_damage))
