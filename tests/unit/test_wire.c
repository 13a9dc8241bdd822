/* SPDX-License-Identifier: Apache-2.0 */
/* Requests and news survive the way between host and worker program; damaged bytes are refused. */
#include "base/codec.h"
#include "harness.h"
#include "wire/news.h"
#include "wire/request.h"

static const char *const words[] = {"one", "", "three"};
static const struct dl_overlay_file unsaved[] = {{"/a.c", "int a;", 6}, {"/b.h", "", 0}, {"/c.c", NULL, 0}};

/* Make the header agree with the payload, as a bug in a writer would. */
static void fix_header(struct dl_buf *bytes)
{
	uint64_t sum = dl_checksum(bytes->data + DL_CODEC_HEADER_SIZE,
				   bytes->len - DL_CODEC_HEADER_SIZE);

	for (int i = 0; i < 8; i++)
		bytes->data[16 + i] = (char)(sum >> 8 * i);
}

/* The version may be that of a record inside. */
static bool is_expected(enum dl_status status)
{
	return status == DL_OK || status == DL_ERR_CORRUPT || status == DL_ERR_VERSION;
}

/*
 * Every shorter part of @bytes is damage, so is more, and so is every changed byte but those of the
 * version. Behind a right checksum one gives a value or is damage.
 */
#define CHECK_DAMAGE(bytes, decode)                                                      \
	do {                                                                             \
		size_t whole = (bytes).len;                                              \
											 \
		for (size_t len = 0; len < whole; len++)                                 \
			CU_ASSERT_EQUAL(decode(len), DL_ERR_CORRUPT);                    \
		for (size_t at = 0; at < whole; at++) {                                  \
			(bytes).data[at] = (char)~(bytes).data[at];                      \
			CU_ASSERT_EQUAL(decode(whole), at >= 4 && at < 8 ?               \
						DL_ERR_VERSION : DL_ERR_CORRUPT);        \
			if (at >= DL_CODEC_HEADER_SIZE) {                                \
				fix_header(&(bytes));                                    \
				CU_ASSERT(is_expected(decode(whole)));                   \
			}                                                                \
			(bytes).data[at] = (char)~(bytes).data[at];                      \
			fix_header(&(bytes));                                            \
		}                                                                        \
		CU_ASSERT_EQUAL(decode(whole), DL_OK);                                   \
		dl_buf_putc(&(bytes), 'x');                                              \
		CU_ASSERT_EQUAL(decode(whole + 1), DL_ERR_CORRUPT);                      \
	} while (0)

static void test_request(void)
{
	const struct dl_request in = {
		.source = {
			.paths = words, .path_count = 3, .build_dir = "build", .cache_dir = "cache",
			.extra_args = words, .extra_arg_count = 1, .use_pch = true,
			.overlay = {unsaved, 3}, .modules = true, .arch = "arm64",
		},
		.model_files = words, .model_file_count = 2, .jobs = 7, .timeout = 9,
		.memory_mib = 11, .trace_function = "send", .want_ir = true, .max_files = 13, .repeated = true,
	};
	struct dl_arena *arena = dl_arena_new();
	struct dl_buf bytes = {0};
	struct dl_request out;

	dl_request_encode(&in, &bytes);
	CU_ASSERT_EQUAL(dl_request_decode(&out, arena, bytes.data, bytes.len, NULL), DL_OK);
	CU_ASSERT_EQUAL(out.source.path_count, 3);
	CU_ASSERT_STRING_EQUAL(out.source.paths[2], "three");
	CU_ASSERT_STRING_EQUAL(out.source.paths[1], "");
	CU_ASSERT_PTR_NULL(out.source.kernel_dir);
	CU_ASSERT_STRING_EQUAL(out.source.build_dir, "build");
	CU_ASSERT_STRING_EQUAL(out.source.cache_dir, "cache");
	CU_ASSERT_EQUAL(out.source.extra_arg_count, 1);
	CU_ASSERT(out.source.use_pch && !out.source.all_files);
	CU_ASSERT_EQUAL(out.model_file_count, 2);
	CU_ASSERT(out.jobs == 7 && out.timeout == 9 && out.memory_mib == 11 && out.max_files == 13);
	CU_ASSERT_PTR_NULL(out.rules);
	CU_ASSERT_STRING_EQUAL(out.trace_function, "send");
	CU_ASSERT(out.want_ir && !out.parse_only && out.repeated);
	CU_ASSERT_EQUAL_FATAL(out.source.overlay.count, 3);
	CU_ASSERT_STRING_EQUAL(out.source.overlay.files[0].path, "/a.c");
	CU_ASSERT_STRING_EQUAL(out.source.overlay.files[0].text, "int a;");
	CU_ASSERT_EQUAL(out.source.overlay.files[0].len, 6);
	CU_ASSERT_STRING_EQUAL(out.source.overlay.files[1].text, "");
	CU_ASSERT_PTR_NULL(out.source.overlay.files[2].text);
	CU_ASSERT(out.source.modules);
	CU_ASSERT_STRING_EQUAL(out.source.arch, "arm64");
#define DECODE(len) dl_request_decode(&out, arena, bytes.data, len, NULL)
	CHECK_DAMAGE(bytes, DECODE);
#undef DECODE
	dl_buf_free(&bytes);
	dl_arena_free(arena);
}

/* No rule enabled is not the same as all of them. */
static void test_no_rules(void)
{
	const struct dl_request in = {.rules = words};
	struct dl_arena *arena = dl_arena_new();
	struct dl_buf bytes = {0};
	struct dl_request out;

	dl_request_encode(&in, &bytes);
	CU_ASSERT_EQUAL(dl_request_decode(&out, arena, bytes.data, bytes.len, NULL), DL_OK);
	CU_ASSERT_PTR_NOT_NULL(out.rules);
	CU_ASSERT_EQUAL(out.rule_count, 0);
	dl_buf_free(&bytes);
	dl_arena_free(arena);
}

static void test_file(void)
{
	const struct dl_file_news in = {
		.file = 3,
		.result = {
			.retried = true, .reason = "its worker was killed", .functions = 8,
			.arch = "arm", .ir = "ir", .ir_len = 2,
		},
	};
	struct dl_arena *arena = dl_arena_new();
	struct dl_buf bytes = {0};
	struct dl_file_news out;

	dl_file_news_encode(&in, &bytes);
	CU_ASSERT_EQUAL(dl_file_news_decode(&out, arena, bytes.data, bytes.len, NULL), DL_OK);
	CU_ASSERT(out.file == 3);
	CU_ASSERT(out.result.done && out.result.retried && !out.result.lost);
	CU_ASSERT_STRING_EQUAL(out.result.reason, "its worker was killed");
	CU_ASSERT_PTR_NULL(out.result.detail);
	CU_ASSERT_STRING_EQUAL(out.result.arch, "arm");
	CU_ASSERT(out.result.functions == 8 && out.result.ir_len == 2);
#define DECODE(len) dl_file_news_decode(&out, arena, bytes.data, len, NULL)
	CHECK_DAMAGE(bytes, DECODE);
#undef DECODE
	dl_buf_free(&bytes);
	dl_arena_free(arena);
}

static void test_module(void)
{
	const uint32_t files[] = {4, 5};
	const struct dl_module_news in = {
		.module = 2, .name = "drv/foo", .files = files, .file_count = 2,
		.result = {.lost = true, .reason = "it crashed", .detail = "words", .steps = 77},
	};
	struct dl_arena *arena = dl_arena_new();
	struct dl_buf bytes = {0};
	struct dl_module_news out;

	dl_module_news_encode(&in, &bytes);
	CU_ASSERT_EQUAL(dl_module_news_decode(&out, arena, bytes.data, bytes.len, NULL), DL_OK);
	CU_ASSERT(out.module == 2 && out.file_count == 2 && out.files[1] == 5);
	CU_ASSERT_STRING_EQUAL(out.name, "drv/foo");
	CU_ASSERT(out.result.done && out.result.lost && out.result.steps == 77);
	CU_ASSERT_STRING_EQUAL(out.result.detail, "words");
#define DECODE(len) dl_module_news_decode(&out, arena, bytes.data, len, NULL)
	CHECK_DAMAGE(bytes, DECODE);
#undef DECODE
	dl_buf_free(&bytes);
	dl_arena_free(arena);
}

static void test_small_ones(void)
{
	const bool ready[] = {true, false};
	const char *const trouble[] = {NULL, "no"};
	const struct dl_end_news end_in = {
		.pch_cpu = 1.5, .config_count = 2, .pch_ready = ready, .pch_trouble = trouble,
	};
	struct dl_arena *arena = dl_arena_new();
	struct dl_progress_news progress = {.phase = DL_PHASE_COUNT};
	struct dl_failed_news failed;
	struct dl_end_news end;
	struct dl_buf bytes = {0};

	dl_end_encode(&end_in, &bytes);
	CU_ASSERT_EQUAL(dl_end_decode(&end, arena, bytes.data, bytes.len, NULL), DL_OK);
	CU_ASSERT(end.pch_cpu == 1.5 && end.config_count == 2 && end.pch_ready[0]);
	CU_ASSERT(!end.pch_ready[1] && !end.pch_trouble[0] && !strcmp(end.pch_trouble[1], "no"));
#define DECODE(len) dl_end_decode(&end, arena, bytes.data, len, NULL)
	CHECK_DAMAGE(bytes, DECODE);
#undef DECODE
	dl_buf_clear(&bytes);
	dl_progress_encode(&progress, &bytes);
	CU_ASSERT_EQUAL(dl_progress_decode(&progress, bytes.data, bytes.len, NULL), DL_ERR_CORRUPT);
	dl_buf_clear(&bytes);
	dl_failed_encode(&(struct dl_failed_news){.status = DL_ERR_IO, .message = "m"}, &bytes);
	CU_ASSERT_EQUAL(dl_failed_decode(&failed, arena, bytes.data, bytes.len, NULL), DL_OK);
	CU_ASSERT(failed.status == DL_ERR_IO && !strcmp(failed.message, "m"));
	dl_buf_free(&bytes);
	dl_arena_free(arena);
}

DL_TEST_MAIN("wire", DL_TEST(test_request), DL_TEST(test_no_rules), DL_TEST(test_file),
	     DL_TEST(test_module), DL_TEST(test_small_ones))
