/* SPDX-License-Identifier: Apache-2.0 */
/* Rules, names and the cache folder through the public interface. */
#include "api_fixture.h"

static void test_table(void)
{
	size_t count = dmalint_rule_count();

	CU_ASSERT(count > 20);
	CU_ASSERT_PTR_NULL(dmalint_rule_at(count));
	for (size_t i = 0; i < count; i++) {
		const struct dmalint_rule *r = dmalint_rule_at(i);

		CU_ASSERT(i == 0 ||
			  strcmp(dmalint_rule_id(dmalint_rule_at(i - 1)), dmalint_rule_id(r)) < 0);
		CU_ASSERT_PTR_EQUAL(dmalint_rule_find(dmalint_rule_id(r)), r);
		CU_ASSERT_PTR_EQUAL(dmalint_rule_find(dmalint_rule_name(r)), r);
		CU_ASSERT(strlen(dmalint_rule_summary(r)) > 0);
		CU_ASSERT(strlen(dmalint_rule_description(r)) > 0);
		CU_ASSERT(strlen(dmalint_rule_help_text(r)) > 0);
		CU_ASSERT(strlen(dmalint_rule_help_markdown(r)) > 0);
		CU_ASSERT_STRING_NOT_EQUAL(dmalint_level_name(dmalint_rule_level(r)), "?");
		CU_ASSERT_STRING_NOT_EQUAL(dmalint_precision_name(dmalint_rule_precision(r)), "?");
		CU_ASSERT_STRING_NOT_EQUAL(dmalint_stability_name(dmalint_rule_stability(r)), "?");
		CU_ASSERT_EQUAL(dmalint_rule_cwe(r, dmalint_rule_cwe_count(r)), 0);
		CU_ASSERT_PTR_NULL(dmalint_rule_tag(r, dmalint_rule_tag_count(r)));
	}
	CU_ASSERT_PTR_NULL(dmalint_rule_find("DMA000"));
	CU_ASSERT_PTR_NULL(dmalint_rule_find(""));
}

static void test_one_rule(void)
{
	const struct dmalint_rule *r = dmalint_rule_find("stack-buffer");

	CU_ASSERT_PTR_NOT_NULL_FATAL(r);
	CU_ASSERT_STRING_EQUAL(dmalint_rule_id(r), "DMA301");
	CU_ASSERT(dmalint_rule_cwe_count(r) > 0 && dmalint_rule_cwe(r, 0) > 0);
	CU_ASSERT(dmalint_rule_tag_count(r) > 0 && dmalint_rule_tag(r, 0));
	CU_ASSERT_PTR_NULL(dmalint_rule_profile(r));
	CU_ASSERT_STRING_EQUAL(dmalint_rule_profile(dmalint_rule_find("double-fetch")), "untrusted-device");
}

static void test_patterns(void)
{
	const struct dmalint_rule *r = dmalint_rule_find("DMA101");

	CU_ASSERT_TRUE(dmalint_rule_matches(r, "DMA101"));
	CU_ASSERT_TRUE(dmalint_rule_matches(r, "DMA1*"));
	CU_ASSERT_TRUE(dmalint_rule_matches(r, "unchecked-mapping"));
	CU_ASSERT_FALSE(dmalint_rule_matches(r, "DMA2*"));
	CU_ASSERT_FALSE(dmalint_rule_matches(r, "DMA10"));
	CU_ASSERT_FALSE(dmalint_rule_matches(r, "unchecked-*"));
	CU_ASSERT_FALSE(dmalint_rule_matches(r, ""));
}

static void test_names(void)
{
	char parser[100];

	CU_ASSERT_STRING_EQUAL(dmalint_confidence_name(DMALINT_CONFIDENCE_MEDIUM), "medium");
	CU_ASSERT_STRING_EQUAL(dmalint_level_name(DMALINT_LEVEL_ERROR), "error");
	CU_ASSERT_STRING_EQUAL(dmalint_confidence_name((enum dmalint_confidence)0), "?");
	CU_ASSERT_STRING_EQUAL(dmalint_confidence_name((enum dmalint_confidence)4), "?");
	CU_ASSERT_STRING_EQUAL(dmalint_level_name((enum dmalint_level)0), "?");
	CU_ASSERT_STRING_EQUAL(dmalint_level_name((enum dmalint_level)4), "?");
	CU_ASSERT_STRING_EQUAL(dmalint_precision_name((enum dmalint_precision)5), "?");
	CU_ASSERT_STRING_EQUAL(dmalint_stability_name((enum dmalint_stability)3), "?");
	CU_ASSERT_EQUAL(dmalint_parser_version(parser, sizeof(parser), NULL), DMALINT_OK);
	CU_ASSERT_EQUAL(strncmp(parser, "clang ", 6), 0);
	CU_ASSERT(strlen(dmalint_version()) >= 5);
}

static void test_cache_dir(void)
{
	char buffer[64];

	setenv("XDG_CACHE_HOME", "/xdg", 1);
	setenv("HOME", "/home/me", 1);
	CU_ASSERT_EQUAL(dmalint_cache_dir(buffer, sizeof(buffer)), strlen("/xdg/dmalint"));
	CU_ASSERT_STRING_EQUAL(buffer, "/xdg/dmalint");
	CU_ASSERT_EQUAL(dmalint_cache_dir(NULL, 0), strlen("/xdg/dmalint"));
	CU_ASSERT_EQUAL(dmalint_cache_dir(buffer, 5), strlen("/xdg/dmalint"));
	CU_ASSERT_STRING_EQUAL(buffer, "/xdg");
	setenv("XDG_CACHE_HOME", "relative", 1);
	CU_ASSERT(dmalint_cache_dir(buffer, sizeof(buffer)) > 0);
	CU_ASSERT_STRING_EQUAL(buffer, "/home/me/.cache/dmalint");
	unsetenv("XDG_CACHE_HOME");
	unsetenv("HOME");
	CU_ASSERT_EQUAL(dmalint_cache_dir(buffer, sizeof(buffer)), 0);
	CU_ASSERT_STRING_EQUAL(buffer, "");
	CU_ASSERT_EQUAL(dmalint_cache_clear(NULL, NULL), DMALINT_ERR_NOT_FOUND);
}

static bool exists(const struct api_folder *folder, const char *name)
{
	char path[600];

	snprintf(path, sizeof(path), "%s/%s", folder->path, name);
	return access(path, F_OK) == 0;
}

static void test_cache_clear(void)
{
	struct api_folder folder;
	char path[600];

	api_begin(&folder);
	api_write(&folder, "dmalint.db", "");
	api_write(&folder, "mine", "");
	CU_ASSERT_EQUAL(dmalint_cache_clear(folder.path, NULL), DMALINT_OK);
	/* a folder of that name that somebody else has made stays */
	snprintf(path, sizeof(path), "%s/headers", folder.path);
	CU_ASSERT_EQUAL(mkdir(path, 0755), 0);
	api_write(&folder, "headers/theirs.h", "");
	CU_ASSERT_EQUAL(dmalint_cache_clear(folder.path, NULL), DMALINT_ERR_INVALID);
	api_write(&folder, "headers/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
	CU_ASSERT_EQUAL(dmalint_cache_clear(folder.path, NULL), DMALINT_ERR_INVALID);
	CU_ASSERT_TRUE(exists(&folder, "headers/theirs.h"));
	CU_ASSERT_TRUE(exists(&folder, "dmalint.db"));
	CU_ASSERT_TRUE(exists(&folder, "mine"));
	snprintf(path, sizeof(path), "%s/none", folder.path);
	CU_ASSERT_EQUAL(dmalint_cache_clear(path, NULL), DMALINT_OK);
	snprintf(path, sizeof(path), "%s/mine", folder.path);
	CU_ASSERT_EQUAL(dmalint_cache_clear(path, NULL), DMALINT_ERR_IO);
	api_end(&folder);
}

DL_TEST_MAIN("api rules", DL_TEST(test_table), DL_TEST(test_one_rule), DL_TEST(test_patterns),
	     DL_TEST(test_names), DL_TEST(test_cache_dir), DL_TEST(test_cache_clear))
