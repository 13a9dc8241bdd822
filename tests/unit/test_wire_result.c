/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker says about a file survives the way to the parent; damaged bytes are refused. */
#include "base/codec.h"
#include "harness.h"
#include "wire/result.h"

static struct dl_degraded degraded[] = {
	{ .function = "foo", .reason = "no member", .detail = "no member named 'x'", .line = 12, .is_dma = true },
	{ .function = "bar", .reason = "undeclared identifier", .line = 99 },
};

static const char *names[] = {"foo_start", "foo_stop"};

static struct dl_file_result sample(void)
{
	return (struct dl_file_result){
		.first_error = "a.c:3: no member named 'x'",
		.errors = 2,
		.parses = 3,
		.used_pch = true,
		.functions = 20,
		.dma_functions = 4,
		.dma_degraded = 1,
		.degraded = degraded,
		.degraded_count = 2,
		.links = {
			.defined = {names, 2},
			.wanted = {names, 1},
			.offered = {names + 1, 1},
		},
		.parse_cpu = 0.25,
		.max_rss = 123456789,
		.ir = "ir\0bytes",
		.ir_len = 8,
	};
}

static void test_module(void)
{
	struct dl_module_result in = {
		.explored = 5, .blurred = 1, .cut = 1, .steps = 12345678901, .cpu = 0.125,
		.max_rss = 123456789, .findings = "", .findings_len = 0,
	};
	struct dl_module_result out = { 0 };
	struct dl_arena *arena = dl_arena_new();
	struct dl_buf bytes = { 0 };
	struct dl_error err;

	dl_module_result_encode(&in, &bytes);
	CU_ASSERT_EQUAL(dl_module_result_decode(&out, arena, bytes.data, bytes.len, &err), DL_OK);
	CU_ASSERT_PTR_NULL(out.failure);
	CU_ASSERT(out.explored == 5 && out.blurred == 1 && out.cut == 1 && out.steps == 12345678901);
	CU_ASSERT(out.cpu == 0.125 && out.max_rss == 123456789);
	CU_ASSERT(out.findings != NULL && out.findings_len == 0);
	CU_ASSERT_PTR_NULL(out.trace);
	for (size_t len = 0; len < bytes.len; len++)
		CU_ASSERT_EQUAL(dl_module_result_decode(&out, arena, bytes.data, len, &err),
				DL_ERR_CORRUPT);
	dl_buf_free(&bytes);
	dl_arena_free(arena);
}

static void test_round_trip(void)
{
	struct dl_file_result in = sample(), out = { 0 };
	struct dl_arena *arena = dl_arena_new();
	struct dl_buf bytes = { 0 };
	struct dl_error err;

	dl_file_result_encode(&in, &bytes);
	CU_ASSERT_EQUAL(dl_file_result_decode(&out, arena, bytes.data, bytes.len, &err), DL_OK);
	CU_ASSERT_PTR_NULL(out.failure);
	CU_ASSERT_STRING_EQUAL(out.first_error, in.first_error);
	CU_ASSERT(out.errors == 2 && out.parses == 3 && out.used_pch);
	CU_ASSERT(out.functions == 20 && out.dma_functions == 4 && out.dma_degraded == 1);
	CU_ASSERT(out.parse_cpu == 0.25 && out.max_rss == 123456789);
	CU_ASSERT_EQUAL_FATAL(out.links.defined.count, 2);
	CU_ASSERT_STRING_EQUAL(out.links.defined.names[1], "foo_stop");
	CU_ASSERT(out.links.wanted.count == 1 && out.links.offered.count == 1);
	CU_ASSERT(out.links.hoped.count == 0 && out.links.calling.count == 0);
	CU_ASSERT_STRING_EQUAL(out.links.offered.names[0], "foo_stop");
	CU_ASSERT_EQUAL_FATAL(out.ir_len, 8);
	CU_ASSERT(memcmp(out.ir, "ir\0bytes", 8) == 0);
	CU_ASSERT_EQUAL_FATAL(out.degraded_count, 2);
	CU_ASSERT_STRING_EQUAL(out.degraded[0].function, "foo");
	CU_ASSERT_STRING_EQUAL(out.degraded[0].detail, "no member named 'x'");
	CU_ASSERT(out.degraded[0].is_dma && out.degraded[0].line == 12);
	CU_ASSERT_PTR_NULL(out.degraded[1].detail);
	CU_ASSERT(!out.degraded[1].is_dma);
	dl_buf_free(&bytes);
	dl_arena_free(arena);
}

static void test_every_cut_is_refused(void)
{
	struct dl_file_result in = sample();
	struct dl_buf bytes = { 0 };

	dl_file_result_encode(&in, &bytes);
	for (size_t len = 0; len < bytes.len; len++) {
		struct dl_arena *arena = dl_arena_new();
		struct dl_file_result out = { 0 };
		/* A copy of its own size, so that a sanitizer sees reads beyond it. */
		char *copy = dl_xmalloc(len ? len : 1);

		memcpy(copy, bytes.data, len);
		CU_ASSERT_EQUAL(dl_file_result_decode(&out, arena, copy, len, NULL), DL_ERR_CORRUPT);
		free(copy);
		dl_arena_free(arena);
	}
	dl_buf_free(&bytes);
}

static void test_more_bytes_are_refused(void)
{
	struct dl_file_result in = sample(), out = { 0 };
	struct dl_arena *arena = dl_arena_new();
	struct dl_buf bytes = { 0 };

	dl_file_result_encode(&in, &bytes);
	dl_buf_putc(&bytes, 'x');
	CU_ASSERT_EQUAL(dl_file_result_decode(&out, arena, bytes.data, bytes.len, NULL), DL_ERR_CORRUPT);
	dl_buf_free(&bytes);
	dl_arena_free(arena);
}

static void fix_checksum(struct dl_buf *bytes)
{
	uint64_t sum = dl_checksum(bytes->data + DL_CODEC_HEADER_SIZE,
				   bytes->len - DL_CODEC_HEADER_SIZE);

	for (int i = 0; i < 8; i++)
		bytes->data[16 + i] = (char)(sum >> 8 * i);
}

/* Any byte changed is noticed; behind a right checksum it gives a result or an error, never a crash. */
static void test_changed_bytes_are_survived(void)
{
	struct dl_file_result in = sample();
	struct dl_buf bytes = { 0 };
	size_t refused = 0;

	dl_file_result_encode(&in, &bytes);
	for (size_t i = 0; i < bytes.len; i++) {
		struct dl_arena *arena = dl_arena_new();
		struct dl_file_result out = { 0 };

		bytes.data[i] = (char)~bytes.data[i];
		CU_ASSERT_NOT_EQUAL(
			dl_file_result_decode(&out, arena, bytes.data, bytes.len, NULL), DL_OK);
		fix_checksum(&bytes);
		refused += dl_file_result_decode(&out, arena, bytes.data, bytes.len, NULL) != DL_OK;
		bytes.data[i] = (char)~bytes.data[i];
		fix_checksum(&bytes);
		dl_arena_free(arena);
	}
	CU_ASSERT(refused > 20);
	dl_buf_free(&bytes);
}

static void test_a_tenth_is_the_limit(void)
{
	struct dl_file_result r = { .dma_functions = 10, .dma_degraded = 1 };

	CU_ASSERT(!dl_file_result_is_incomplete(&r));
	r.dma_degraded = 2;
	CU_ASSERT(dl_file_result_is_incomplete(&r));
	r = (struct dl_file_result){ .functions = 5 };
	CU_ASSERT(!dl_file_result_is_incomplete(&r));
	r = (struct dl_file_result){ .dma_functions = 9, .dma_degraded = 1 };
	CU_ASSERT(dl_file_result_is_incomplete(&r));
}

DL_TEST_MAIN("scan result", DL_TEST(test_round_trip), DL_TEST(test_every_cut_is_refused),
	     DL_TEST(test_more_bytes_are_refused), DL_TEST(test_changed_bytes_are_survived),
	     DL_TEST(test_a_tenth_is_the_limit), DL_TEST(test_module))
