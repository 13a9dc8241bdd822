/* SPDX-License-Identifier: Apache-2.0 */
/* Comments that allow findings: how they are read, and what they reach. */
#include "harness.h"

#include <stdio.h>

#include "report/allow.h"

#define MAX_LINES 12

/* A text, where DMA101 stands in each of its lines, and the lines on which it is allowed. */
static void check(const char *text, const char *allowed, size_t troubles)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_allowances all = {.arena = arena};
	struct dl_findings findings = {.arena = arena};
	char got[MAX_LINES * 3] = "";
	size_t seen = 0;

	dl_allow_read(&all, "a.c", text, strlen(text));
	for (uint32_t line = 1; line <= MAX_LINES; line++) {
		struct dl_finding *f = dl_findings_add(&findings);

		f->rule = "DMA101";
		f->spot = (struct dl_spot){.path = "a.c", .line = line, .col = 1};
	}
	dl_allow_match(&all, &findings);
	for (size_t i = 0; i < findings.len; i++)
		if (findings.items[i].suppression)
			snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%u",
				 *got ? " " : "", findings.items[i].spot.line);
	for (size_t i = 0; i < all.list.len; i++)
		seen += all.list.data[i].trouble != NULL;
	CU_ASSERT_STRING_EQUAL(got, allowed);
	CU_ASSERT_EQUAL(seen, troubles);
	dl_vec_free(&all.list);
	dl_arena_free(arena);
}

static void test_behind_the_code(void)
{
	check("f(); /* dmalint: allow(DMA101) why */\ng();\n", "1", 0);
	check("\nf(); // dmalint: allow(DMA101) why\ng();\n", "2", 0);
	check("/* dmalint: allow(DMA101) why */ f();\ng();\n", "1", 0);
}

static void test_alone_before_the_code(void)
{
	check("\n/* dmalint: allow(DMA101) why */\nf();\ng();\n", "2 3", 0);
	check("\t// dmalint: allow(DMA101) why  \r\nf();\ng();\n", "1 2", 0);
	check("/* dmalint: allow(DMA101) why\n * and more\n */\nf();\ng();\n", "1 2 3 4", 0);
	check("/* dmalint: allow(DMA101) why */\n\nf();\n", "1 2", 0);
}

static void test_one_below_the_other(void)
{
	check("// dmalint: allow(DMA101) why\n// dmalint: allow(DMA211) why\nf();\ng();\n", "1 2 3",
	      0);
	check("// dmalint: allow(DMA101) why\nf(); // dmalint: allow(DMA211) why\ng();\n", "1 2", 0);
}

static void test_rules(void)
{
	check("f(); // dmalint: allow(DMA211, DMA101) why\n", "1", 0);
	check("f(); // dmalint: allow(DMA211 dma101) why\n", "1", 0);
	check("f(); // dmalint: allow( unchecked-mapping ) why\n", "1", 0);
	check("f(); // dmalint:allow (DMA101): why\n", "1", 0);
	check("f(); // dmalint: allow(DMA211) why\n", "", 0);
	check("f(); // dmalint: allow(DMA1*) why\n", "", 1);
	check("f(); // dmalint: allow(DMA101, DMA1010) why\n", "1", 1);
	check("f(); // dmalint: allow() why\n", "", 1);
}

static void test_reason_is_required(void)
{
	check("f(); // dmalint: allow(DMA101)\n", "", 1);
	check("f(); /* dmalint: allow(DMA101) */\n", "", 1);
	check("f(); /* dmalint: allow(DMA101) - . */\n", "", 1);
	check("f(); /* dmalint: allow(DMA101)\n * */\n", "", 1);
}

static void test_other_comments(void)
{
	check("f(); // see dmalint: allow(DMA101) why\n", "", 0);
	check("f(); // dmalint says DMA101\n", "", 0);
	check("f(); // dmalint: ignore DMA101\n", "", 1);
	check("f(); // dmalint: allow DMA101 why\n", "", 1);
	check("f(); // dmalint: allow(DMA101 why\n", "", 1);
	check("f(); // dmalint:\n", "", 1);
	check("f(\"// dmalint: allow(DMA101) why\");\n", "", 0);
	check("f('\"'); // dmalint: allow(DMA101) why\n", "1", 0);
	check("/* dmalint: allow(DMA101) why", "", 0);
	check("/", "", 0);
	check("//dmalint:", "", 1);
	check("/*/ dmalint: */", "", 0);
}

static void test_lines_of_a_finding(void)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_allowances all = {.arena = arena};
	struct dl_findings findings = {.arena = arena};
	static const char text[] = "f(a,\n  b); // dmalint: allow(DMA101) one\n"
				   "g(); // dmalint: allow(DMA101)\t two\t words \n";

	dl_allow_read(&all, "a.c", text, sizeof(text) - 1);
	dl_allow_read(&all, "b.c", text, sizeof(text) - 1);
	*dl_findings_add(&findings) = (struct dl_finding){
		.rule = "DMA101", .spot = {.path = "b.c", .line = 1, .end_line = 2}};
	*dl_findings_add(&findings) = (struct dl_finding){
		.rule = "DMA101", .spot = {.path = "b.c", .line = 3, .end_line = 3}};
	*dl_findings_add(&findings) =
		(struct dl_finding){.rule = "DMA101", .spot = {.path = "c.c", .line = 3}};
	dl_allow_match(&all, &findings);
	CU_ASSERT_EQUAL(findings.items[0].suppression, DL_SUPPRESSED_IN_SOURCE);
	CU_ASSERT_STRING_EQUAL(findings.items[0].justification, "one");
	CU_ASSERT_STRING_EQUAL(findings.items[1].justification, "two words");
	CU_ASSERT_EQUAL(findings.items[2].suppression, DL_NOT_SUPPRESSED);
	CU_ASSERT_EQUAL_FATAL(all.list.len, 4);
	CU_ASSERT_FALSE(all.list.data[0].used);
	CU_ASSERT_TRUE(all.list.data[2].used);
	CU_ASSERT_TRUE(all.list.data[3].used);
	dl_vec_free(&all.list);
	dl_arena_free(arena);
}

DL_TEST_MAIN("allow", DL_TEST(test_behind_the_code), DL_TEST(test_alone_before_the_code),
	     DL_TEST(test_one_below_the_other), DL_TEST(test_rules),
	     DL_TEST(test_reason_is_required), DL_TEST(test_other_comments),
	     DL_TEST(test_lines_of_a_finding))
