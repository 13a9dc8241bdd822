/* SPDX-License-Identifier: Apache-2.0 */
/* Baseline files: what is written is read again; damage is named; what is known is suppressed. */
#include "harness.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "report/baseline.h"

#define GOOD "00000000000000aa\tDMA101\tdrv/a.c\tprobe\tA sentence.\n"

static enum dl_status read_text(struct dl_baseline *out, struct dl_arena *arena, const char *text,
				struct dl_error *err)
{
	char path[] = "/tmp/dl-baseline-XXXXXX";
	int fd = mkstemp(path);
	enum dl_status status;

	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT_EQUAL(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	status = dl_baseline_read(out, arena, path, err);
	unlink(path);
	return status;
}

/* Number of entries; -1 when the text is refused, with a message that has @words. */
static int entries(const char *text, const char *words)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_error err = {0};
	struct dl_baseline b;
	int count = read_text(&b, arena, text, &err) == DL_OK ? (int)b.list.len : -1;

	if (count < 0) {
		CU_ASSERT_EQUAL(err.status, DL_ERR_INVALID);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.message, words));
	}
	dl_baseline_free(&b);
	dl_arena_free(arena);
	return count;
}

static void test_what_is_read(void)
{
	CU_ASSERT_EQUAL(entries("", ""), 0);
	CU_ASSERT_EQUAL(entries("# only words\n\n", ""), 0);
	CU_ASSERT_EQUAL(entries(GOOD, ""), 1);
	CU_ASSERT_EQUAL(entries(GOOD GOOD, ""), 1);
	CU_ASSERT_EQUAL(entries("00000000000000aa\tDMA101\ta.c\t\t\r\n", ""), 1);
	CU_ASSERT_EQUAL(entries("00000000000000aa\tDMA101\ta b.c", ""), 1);
}

static void test_what_is_refused(void)
{
	CU_ASSERT_EQUAL(entries("<<<<<<< mine\n" GOOD, "line 1"), -1);
	CU_ASSERT_EQUAL(entries(GOOD "aa\tDMA101\ta.c\tf\tm\n", "line 2"), -1);
	CU_ASSERT_EQUAL(entries(GOOD "00000000000000ab DMA101 a.c\n", "line 2"), -1);
	CU_ASSERT_EQUAL(entries("00000000000000aa\n", "line 1"), -1);
	CU_ASSERT_EQUAL(entries("00000000000000aa\tDMA101\n", "line 1"), -1);
	CU_ASSERT_EQUAL(entries("00000000000000aag\tDMA101\ta.c\n", "line 1"), -1);
}

static void test_missing_file_is_named(void)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_error err = {0};
	struct dl_baseline b;

	CU_ASSERT_NOT_EQUAL(dl_baseline_read(&b, arena, "/no/such/file", &err), DL_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "/no/such/file"));
	dl_baseline_free(&b);
	dl_arena_free(arena);
}

static void test_round_trip(void)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_baseline out = {.arena = arena}, in;
	struct dl_findings found = {.arena = arena};
	struct dl_buf text = {0};

	for (uint64_t i = 0; i < 3; i++) {
		struct dl_finding *f = dl_findings_add(&found);

		f->fingerprint = 0xf000000000000000 + i;
		f->rule = i ? "DMA101" : "DMA102";
		f->spot.path = i == 2 ? "a.c" : "b\tb.c";
		f->message = "One\nline.";
		dl_baseline_add(&out, f);
		dl_baseline_add(&out, f);
	}
	dl_baseline_write(&out, &text);
	CU_ASSERT_EQUAL(read_text(&in, arena, dl_buf_str(&text), NULL), DL_OK);
	CU_ASSERT_EQUAL_FATAL(in.list.len, 3);
	CU_ASSERT_STRING_EQUAL(in.list.data[0].path, "a.c");
	CU_ASSERT_STRING_EQUAL(in.list.data[1].path, "b?b.c");
	CU_ASSERT_STRING_EQUAL(in.list.data[1].rule, "DMA101");
	CU_ASSERT_STRING_EQUAL(in.list.data[2].rule, "DMA102");
	CU_ASSERT_STRING_EQUAL(in.list.data[2].message, "One?line.");

	/* one is gone, one is new, one is allowed by a comment */
	found.items[0].fingerprint = 1;
	found.items[1].suppression = DL_SUPPRESSED_IN_SOURCE;
	dl_baseline_match(&in, &found);
	CU_ASSERT_EQUAL(found.items[0].suppression, DL_NOT_SUPPRESSED);
	CU_ASSERT_EQUAL(found.items[1].suppression, DL_SUPPRESSED_IN_SOURCE);
	CU_ASSERT_EQUAL(found.items[2].suppression, DL_SUPPRESSED_EXTERNAL);
	CU_ASSERT_TRUE(in.list.data[0].found);
	CU_ASSERT_TRUE(in.list.data[1].found);
	CU_ASSERT_FALSE(in.list.data[2].found);
	dl_baseline_free(&in);
	dl_baseline_free(&out);
	dl_buf_free(&text);
	dl_arena_free(arena);
}

DL_TEST_MAIN("baseline", DL_TEST(test_what_is_read), DL_TEST(test_what_is_refused),
	     DL_TEST(test_missing_file_is_named), DL_TEST(test_round_trip))
