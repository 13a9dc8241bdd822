/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of a text, all of them or none. */
#include "harness.h"

#include <stdbool.h>

#include "report/finding.h"
#include "report/wire.h"

static const char text[] = "one two\nthree\nfour";

static struct dl_fix fix_of(struct dl_edit *edits, size_t count)
{
	return (struct dl_fix){
		.title = "Do it",
		.path = "a.c",
		.source = dl_fix_source(text, sizeof(text) - 1),
		.edit_count = count,
		.edits = edits,
	};
}

static bool becomes(const struct dl_fix *const *fixes, size_t count, const char *what)
{
	struct dl_buf out = {0};
	struct dl_error err;
	bool good = dl_fix_apply(fixes, count, text, sizeof(text) - 1, &out, &err) == DL_OK;

	good = good && what && strcmp(dl_buf_str(&out), what) == 0;
	CU_ASSERT(what || !out.len);
	dl_buf_free(&out);
	return good;
}

static void test_edits(void)
{
	struct dl_edit edits[] = {
		{1, 1, 1, 4, "ONE"},
		{1, 8, 1, 8, "!"},
		{2, 1, 3, 1, ""},
		{3, 5, 3, 5, "\n"},
	};
	struct dl_fix fix = fix_of(edits, 4);
	const struct dl_fix *list[] = {&fix};

	CU_ASSERT(becomes(list, 1, "ONE two!\nfour\n"));
	CU_ASSERT(becomes(list, 0, text));
}

static void test_several_fixes(void)
{
	struct dl_edit a = {2, 1, 2, 6, "3"}, b = {1, 5, 1, 8, "2"}, c = {1, 7, 2, 1, ""};
	struct dl_fix fa = fix_of(&a, 1), fb = fix_of(&b, 1), fc = fix_of(&c, 1);
	const struct dl_fix *good[] = {&fa, &fb}, *touching[] = {&fa, &fc}, *meeting[] = {&fb, &fc},
			    *twice[] = {&fa, &fa};

	CU_ASSERT(becomes(good, 2, "one 2\n3\nfour"));
	CU_ASSERT(becomes(touching, 2, "one tw3\nfour"));
	CU_ASSERT(!becomes(meeting, 2, NULL));
	CU_ASSERT(!becomes(twice, 2, NULL));
}

static void test_what_does_not_apply(void)
{
	struct dl_edit edits[] = {
		{0, 1, 1, 1, ""}, {1, 9, 1, 9, ""}, {4, 1, 4, 1, ""},
		{1, 3, 1, 2, ""}, {1, 0, 1, 2, ""}, {3, 1, 3, 9, ""},
	};
	struct dl_edit good = {1, 1, 1, 1, "x"};
	struct dl_fix other = fix_of(&good, 1);
	const struct dl_fix *list[1];

	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct dl_fix fix = fix_of(&edits[i], 1);

		list[0] = &fix;
		CU_ASSERT(!becomes(list, 1, NULL));
	}
	/* the text is another one */
	other.source++;
	list[0] = &other;
	CU_ASSERT(!becomes(list, 1, NULL));
}

static void test_joined(void)
{
	struct dl_edit a[] = {{1, 1, 1, 4, "1"}, {3, 1, 3, 5, "4"}}, b = {2, 1, 2, 6, "3"},
		       c = {1, 2, 1, 3, "x"};
	struct dl_fix fa = fix_of(a, 2), fb = fix_of(&b, 1), fc = fix_of(&c, 1), other = fb;
	struct dl_arena *arena = dl_arena_new();
	const struct dl_fix *both = dl_fix_join(arena, &fa, &fb);

	CU_ASSERT_FATAL(both && both->edit_count == 3);
	CU_ASSERT(becomes(&both, 1, "1 two\n3\n4"));
	CU_ASSERT_PTR_NULL(dl_fix_join(arena, &fa, &fc));
	CU_ASSERT_PTR_NULL(dl_fix_join(arena, &fa, &fa));
	CU_ASSERT_PTR_NULL(dl_fix_join(arena, &fa, NULL));
	CU_ASSERT_PTR_NULL(dl_fix_join(arena, NULL, &fa));
	other.source++;
	CU_ASSERT_PTR_NULL(dl_fix_join(arena, &fa, &other));
	other = fb;
	other.path = "b.c";
	CU_ASSERT_PTR_NULL(dl_fix_join(arena, &fa, &other));
	dl_arena_free(arena);
}

static void test_sent_and_copied(void)
{
	struct dl_edit edits[] = {{1, 1, 1, 4, "ONE"}, {2, 1, 3, 1, ""}};
	struct dl_fix fix = fix_of(edits, 2);
	struct dl_findings from = {.arena = dl_arena_new()}, to = {.arena = dl_arena_new()};
	struct dl_buf record = {0};
	struct dl_finding *f = dl_findings_add(&from);
	struct dl_error err;

	f->rule = "DMA201";
	f->spot.path = "a.c";
	f->confidence = DL_CONF_HIGH;
	f->fix = &fix;
	dl_findings_copy(&from, f);
	CU_ASSERT(from.items[1].fix != &fix && from.items[1].fix->edits != edits);
	from.items[1].fix = NULL;
	dl_findings_encode(&from, &record);
	CU_ASSERT_EQUAL_FATAL(dl_findings_decode(&to, record.data, record.len, &err), DL_OK);
	CU_ASSERT_EQUAL_FATAL(to.len, 2);
	CU_ASSERT_PTR_NULL(to.items[1].fix);
	CU_ASSERT_PTR_NOT_NULL_FATAL(to.items[0].fix);
	CU_ASSERT_STRING_EQUAL(to.items[0].fix->title, "Do it");
	CU_ASSERT_EQUAL(to.items[0].fix->source, fix.source);
	CU_ASSERT_EQUAL_FATAL(to.items[0].fix->edit_count, 2);
	CU_ASSERT_EQUAL(to.items[0].fix->edits[1].end_line, 3);
	CU_ASSERT_STRING_EQUAL(to.items[0].fix->edits[0].text, "ONE");
	dl_buf_free(&record);
	dl_arena_free(from.arena);
	dl_arena_free(to.arena);
}

DL_TEST_MAIN("fix", DL_TEST(test_edits), DL_TEST(test_several_fixes),
	     DL_TEST(test_what_does_not_apply), DL_TEST(test_joined), DL_TEST(test_sent_and_copied))
