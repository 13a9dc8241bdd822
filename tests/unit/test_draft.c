/* SPDX-License-Identifier: Apache-2.0 */
/* What patches say: every rule has words for that (rules/DMAnnn-name/patch.md), and they have their
 * form. */
#include "harness.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/draft.h"

#define SUBJECT_MAX 52 /* so that a prefix has room */

static bool is_paragraph(const char *text)
{
	size_t len = strlen(text);

	return len > 10 && text[len - 1] == '.' && isupper((unsigned char)*text) &&
	       !strstr(text, "  ");
}

static void test_rules(void)
{
	for (size_t i = 0; i < dmalint_rule_count(); i++) {
		const char *id = dmalint_rule_id(dmalint_rule_at(i));
		struct dl_draft_words words;
		size_t len;

		if (!dl_draft_words_read(&words, id))
			printf("%s has no patch.md\n", id);
		len = strlen(words.subject);
		CU_ASSERT_STRING_NOT_EQUAL(words.problem, "This is not what the DMA API asks for.");
		CU_ASSERT(len > 10 && len <= SUBJECT_MAX && words.subject[len - 1] != '.');
		CU_ASSERT(islower((unsigned char)words.subject[0]));
		CU_ASSERT(is_paragraph(words.problem) && is_paragraph(words.impact) &&
			  is_paragraph(words.change));
		dl_draft_words_free(&words);
	}
}

/* Of pages that are there. */
static void test_pages(void)
{
	for (const struct dl_draft_page *page = dl_draft_pages; page->rule; page++) {
		CU_ASSERT_PTR_NOT_NULL(dmalint_rule_find(page->rule));
		CU_ASSERT(strstr(page->text, "\nbug: yes\n") || strstr(page->text, "\nbug: no\n"));
	}
}

static void test_unknown_rule(void)
{
	struct dl_draft_words words;

	CU_ASSERT_FALSE(dl_draft_words_read(&words, "DMA999"));
	CU_ASSERT(is_paragraph(words.problem) && is_paragraph(words.impact) &&
		  is_paragraph(words.change));
	dl_draft_words_free(&words);
}

static void expect_wrapped(const char *text, size_t width, const char *lines)
{
	struct dl_text out;

	dl_text_begin(&out);
	dl_draft_wrap(out.file, text, width);
	fflush(out.file);
	CU_ASSERT_STRING_EQUAL(out.data, lines);
	dl_text_drop(&out);
}

static void test_wrap(void)
{
	expect_wrapped("", 10, "\n");
	expect_wrapped("one", 10, "one\n");
	expect_wrapped("one two three", 7, "one two\nthree\n");
	expect_wrapped("one two three", 6, "one\ntwo\nthree\n");
	expect_wrapped("  one   two ", 10, "one two\n");
	expect_wrapped("a_long_name_of_its_own x", 5, "a_long_name_of_its_own\nx\n");
}

/* Lines 1 to 9 are there; a to d are not. */
static void test_committed_line(void)
{
	/* "1 a b 2 3 5 c 7 d 9 9": two after line 1, line 4 away, 6 and 8 changed */
	static const char diff[] =
		"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,0 +2,2 @@\n+a\n+b\n"
		"@@ -4 +5,0 @@ int f(void)\n-4\n@@ -6 +7 @@\n-6\n+c\n@@ -8 +9 @@\n-8\n+d\n";
	static const unsigned int was[] = {1, 0, 0, 2, 3, 5, 0, 7, 0, 9, 10};

	for (unsigned int i = 0; i < sizeof(was) / sizeof(was[0]); i++)
		CU_ASSERT_EQUAL(dl_draft_committed_line(diff, i + 1), was[i]);
	CU_ASSERT_EQUAL(dl_draft_committed_line("@@ -0,0 +1 @@\n+x\n", 1), 0);
	CU_ASSERT_EQUAL(dl_draft_committed_line("@@ -0,0 +1 @@\n+x\n", 2), 1);
	CU_ASSERT_EQUAL(dl_draft_committed_line("@@ -1 +0,0 @@\n-x\n", 1), 2);
	CU_ASSERT_EQUAL(dl_draft_committed_line("@@ -5\n@@ -x +y @@\n", 7), 7);
	CU_ASSERT_EQUAL(dl_draft_committed_line("", 7), 7);
}

DL_TEST_MAIN("draft", DL_TEST(test_committed_line), DL_TEST(test_rules), DL_TEST(test_pages),
	     DL_TEST(test_unknown_rule), DL_TEST(test_wrap))
