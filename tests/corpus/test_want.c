/* SPDX-License-Identifier: Apache-2.0 */
/* The comparison of want comments with findings, without a tool to run. */
#include "harness.h"
#include "want.h"

static char error[256];

static size_t compare(const char *text, struct found *found, size_t count)
{
	struct want_list wants = { 0 };
	FILE *sink = fopen("/dev/null", "w");
	size_t bad;

	CU_ASSERT_FATAL(want_parse(text, &wants, error));
	bad = want_compare("/src/corpus/a.c", &wants, found, count, sink);
	fclose(sink);
	want_free(&wants);
	return bad;
}

static struct found at(int line, const char *rule, const char *message)
{
	return (struct found){ "corpus/a.c", line, rule, message, "f", false };
}

static void test_parse(void)
{
	struct want_list wants = { 0 };

	CU_ASSERT_FATAL(want_parse("a\nb // want \"DMA101\" \"DMA211: x->dma\"\n\nc // want \"DMA301\"", &wants,
				   error));
	CU_ASSERT_EQUAL_FATAL(wants.len, 3);
	CU_ASSERT_EQUAL(wants.items[0].line, 2);
	CU_ASSERT_STRING_EQUAL(wants.items[0].rule, "DMA101");
	CU_ASSERT_STRING_EQUAL(wants.items[0].part, "");
	CU_ASSERT_STRING_EQUAL(wants.items[1].rule, "DMA211");
	CU_ASSERT_STRING_EQUAL(wants.items[1].part, "x->dma");
	CU_ASSERT_EQUAL(wants.items[2].line, 4);
	want_free(&wants);
}

static void test_malformed(void)
{
	static const char *const bad[] = {
		"// want DMA101\n", "// want \"DMA101\n", "// want \"DMA1\"\n", "// want \"dma101\"\n", "// want \n",
		"// want \"DMA101\" and more\n", "// want \"DMA10x\"\n", "// want \"unchecked\"\n",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct want_list wants = { 0 };

		CU_ASSERT_FALSE(want_parse(bad[i], &wants, error));
		want_free(&wants);
	}
}

static void test_equal(void)
{
	struct found found[] = { at(2, "DMA101", "'x' is used"), at(2, "DMA211", "'x' leaks") };

	CU_ASSERT_EQUAL(compare("\nx // want \"DMA211\" \"DMA101\"\n", found, 2), 0);
	CU_ASSERT_EQUAL(compare("nothing\n", NULL, 0), 0);
}

static void test_missing(void)
{
	struct found other_line[] = { at(3, "DMA101", "m") };
	struct found other_rule[] = { at(2, "DMA102", "m") };
	struct found other_text[] = { at(2, "DMA101", "'y' is used") };

	CU_ASSERT_EQUAL(compare("\nx // want \"DMA101\"\n", NULL, 0), 1);
	CU_ASSERT_EQUAL(compare("\nx // want \"DMA101\"\n", other_line, 1), 2);
	CU_ASSERT_EQUAL(compare("\nx // want \"DMA101\"\n", other_rule, 1), 2);
	CU_ASSERT_EQUAL(compare("\nx // want \"DMA101: 'x'\"\n", other_text, 1), 2);
}

static void test_unexpected(void)
{
	struct found twice[] = { at(2, "DMA101", "m"), at(2, "DMA101", "m") };
	struct found header[] = { { "corpus/include/linux/usb.h", 2, "DMA101", "m", "f", false } };

	CU_ASSERT_EQUAL(compare("\nx // want \"DMA101\"\n", twice, 2), 1);
	CU_ASSERT_EQUAL(compare("\nx // want \"DMA101\"\n", header, 1), 2);
	CU_ASSERT_EQUAL(compare("x\n", header, 1), 1);
}

static void test_specific_wants_choose_first(void)
{
	struct found found[] = { at(2, "DMA101", "'rx'"), at(2, "DMA101", "'tx'") };

	CU_ASSERT_EQUAL(compare("\nx // want \"DMA101\" \"DMA101: 'rx'\"\n", found, 2), 0);
}

static void test_same_file(void)
{
	CU_ASSERT_TRUE(want_same_file("/src/corpus/a.c", "/src/corpus/a.c"));
	CU_ASSERT_TRUE(want_same_file("/src/corpus/a.c", "corpus/a.c"));
	CU_ASSERT_TRUE(want_same_file("/src/corpus/a.c", "a.c"));
	CU_ASSERT_TRUE(want_same_file("/src/corpus/a.c", "../../corpus/a.c"));
	CU_ASSERT_FALSE(want_same_file("/src/corpus/a.c", "../b/a.c"));
	CU_ASSERT_FALSE(want_same_file("/src/corpus/aa.c", "a.c"));
	CU_ASSERT_FALSE(want_same_file("/src/corpus/a.c", "b/a.c"));
	CU_ASSERT_FALSE(want_same_file("/src/corpus/a.c", ""));
}

DL_TEST_MAIN("corpus want comments", DL_TEST(test_parse), DL_TEST(test_malformed), DL_TEST(test_equal),
	     DL_TEST(test_missing), DL_TEST(test_unexpected), DL_TEST(test_specific_wants_choose_first),
	     DL_TEST(test_same_file))
