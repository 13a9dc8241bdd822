/* SPDX-License-Identifier: Apache-2.0 */
/* Options of any age, defaults, and what dmalint_scan_open() refuses. */
#include "api/internal.h"
#include "api_fixture.h"

#include "dmalint/debug.h"

/* ---- size ---- */

static void test_size_must_be_set(void)
{
	struct dmalint_scan_options out, given = {0};
	struct dl_error err = {0};

	CU_ASSERT_EQUAL(dl_options_read(&out, sizeof(out), &given, &err), DL_ERR_INVALID);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "size"));
	CU_ASSERT_EQUAL(dl_options_read(&out, sizeof(out), NULL, NULL), DL_ERR_INVALID);
	given.size = sizeof(size_t) - 1;
	CU_ASSERT_EQUAL(dl_options_read(&out, sizeof(out), &given, NULL), DL_ERR_INVALID);
}

/* A program that was built before the struct grew: nothing beyond its size is read. */
static void test_older_program(void)
{
	size_t old_size = offsetof(struct dmalint_scan_options, kernel_dir);
	struct dmalint_scan_options out, *given = malloc(old_size);

	memset(given, 0, old_size);
	memcpy(given, &old_size, sizeof(old_size));
	memset((char *)given + offsetof(struct dmalint_scan_options, jobs), 7, 1);
	memset(&out, 0xff, sizeof(out));
	CU_ASSERT_EQUAL(dl_options_read(&out, sizeof(out), given, NULL), DL_OK);
	CU_ASSERT_EQUAL(out.jobs, 7);
	CU_ASSERT_PTR_NULL(out.kernel_dir);
	CU_ASSERT_PTR_NULL(out.progress);
	CU_ASSERT_PTR_NULL(out.debug);
	free(given);
}

struct newer_filter {
	struct dmalint_filter filter;
	const char *function;
};

static void test_newer_program(void)
{
	struct newer_filter given = {.filter = {.size = sizeof(given), .rule = "DMA101"}};
	struct dmalint_filter out;
	struct dl_error err = {0};

	CU_ASSERT_EQUAL(dl_options_read(&out, sizeof(out), &given, NULL), DL_OK);
	CU_ASSERT_STRING_EQUAL(out.rule, "DMA101");
	given.function = "acme_send";
	CU_ASSERT_EQUAL(dl_options_read(&out, sizeof(out), &given, &err), DL_ERR_INVALID);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "newer"));
}

/* ---- what they become ---- */

static struct dl_scan_options convert(const struct dmalint_scan_options *o, struct dl_arena *arena)
{
	struct dl_scan_options out;

	CU_ASSERT_EQUAL_FATAL(dl_scan_options_convert(&out, o, arena, NULL), DL_OK);
	return out;
}

static void test_zero_is_the_default(void)
{
	static const char *const paths[] = {"."};
	struct dmalint_scan_options o = {.size = sizeof(o), .paths = paths, .path_count = 1};
	struct dl_arena *arena = dl_arena_new();
	struct dl_scan_options out;

	setenv("XDG_CACHE_HOME", "/nowhere", 1);
	out = convert(&o, arena);
	CU_ASSERT_EQUAL(out.timeout, 120);
	CU_ASSERT_EQUAL(out.memory_mib, 3072);
	CU_ASSERT_EQUAL(out.min_confidence, DL_CONF_MEDIUM);
	CU_ASSERT_EQUAL(out.rule_count, 0);
	CU_ASSERT_PTR_NULL(out.rules);
	CU_ASSERT_PTR_NULL(out.store);
	CU_ASSERT(out.source.use_pch && !out.source.all_files && !out.parse_only && !out.keep_ir);
	CU_ASSERT_STRING_EQUAL(out.source.cache_dir, "/nowhere/dmalint");
	o.file_timeout = DMALINT_NO_LIMIT;
	o.worker_memory = DMALINT_NO_LIMIT;
	out = convert(&o, arena);
	CU_ASSERT_EQUAL(out.timeout, 0);
	CU_ASSERT_EQUAL(out.memory_mib, 0);
	o.file_timeout = 7;
	o.worker_memory = 512;
	o.min_confidence = DMALINT_CONFIDENCE_LOW;
	o.flags = DMALINT_SCAN_NO_PCH | DMALINT_SCAN_ALL_FILES | DMALINT_SCAN_PARSE_ONLY;
	o.cache_dir = "/elsewhere";
	out = convert(&o, arena);
	CU_ASSERT_EQUAL(out.timeout, 7);
	CU_ASSERT_EQUAL(out.memory_mib, 512);
	CU_ASSERT_EQUAL(out.min_confidence, DL_CONF_LOW);
	CU_ASSERT(!out.source.use_pch && out.source.all_files && out.parse_only);
	CU_ASSERT_STRING_EQUAL(out.source.cache_dir, "/elsewhere");
	dl_arena_free(arena);
}

static void test_rules_become_ids(void)
{
	static const char *const paths[] = {"."};
	static const char *const rules[] = {"DMA10[12]", "mapping-leak"};
	static const char *const unknown[] = {"DMA101", "unchecked"};
	struct dmalint_scan_options o = {.size = sizeof(o), .paths = paths, .path_count = 1};
	struct dl_arena *arena = dl_arena_new();
	struct dl_scan_options out;
	struct dl_error err = {0};

	o.cache_dir = "/nowhere";
	o.rules = rules;
	o.rule_count = 2;
	out = convert(&o, arena);
	CU_ASSERT_EQUAL_FATAL(out.rule_count, 3);
	CU_ASSERT_STRING_EQUAL(out.rules[0], "DMA101");
	CU_ASSERT_STRING_EQUAL(out.rules[1], "DMA102");
	CU_ASSERT_STRING_EQUAL(out.rules[2], "DMA211");
	o.rules = unknown;
	CU_ASSERT_EQUAL(dl_scan_options_convert(&out, &o, arena, &err), DL_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "'unchecked'"));
	dl_arena_free(arena);
}

static bool runs(const struct dl_scan_options *o, const char *id)
{
	return dl_rule_is_among(o->rules, o->rule_count, id);
}

static void test_profiles(void)
{
	static const char *const paths[] = {"."};
	static const char *const profile[] = {"untrusted-device"};
	static const char *const unknown[] = {"trusted"};
	static const char *const rule[] = {"DMA602"};
	struct dmalint_scan_options o = {.size = sizeof(o), .paths = paths, .path_count = 1};
	struct dl_arena *arena = dl_arena_new();
	struct dl_scan_options out;
	struct dl_error err = {0};

	o.cache_dir = "/nowhere";
	out = convert(&o, arena);
	CU_ASSERT(runs(&out, "DMA101") && !runs(&out, "DMA601"));
	/* one that is disabled turns no other on */
	o.disabled_rules = (const char *const[]){"DMA101"};
	o.disabled_rule_count = 1;
	out = convert(&o, arena);
	CU_ASSERT(!runs(&out, "DMA101") && runs(&out, "DMA211") && !runs(&out, "DMA601"));
	o.disabled_rules = rule;
	o.profiles = profile;
	o.profile_count = 1;
	out = convert(&o, arena);
	CU_ASSERT(runs(&out, "DMA101") && runs(&out, "DMA601") && !runs(&out, "DMA602"));
	o.disabled_rule_count = 0;
	o.profile_count = 0;
	o.rules = rule;
	o.rule_count = 1;
	out = convert(&o, arena);
	CU_ASSERT(!runs(&out, "DMA101") && !runs(&out, "DMA601") && runs(&out, "DMA602"));
	o.profile_count = 1;
	out = convert(&o, arena);
	CU_ASSERT(!runs(&out, "DMA101") && runs(&out, "DMA601") && runs(&out, "DMA602"));
	o.profiles = unknown;
	CU_ASSERT_EQUAL(dl_scan_options_convert(&out, &o, arena, &err), DL_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "'trusted'"));
	dl_arena_free(arena);
}

static void test_debug_options_have_a_size_of_their_own(void)
{
	static const char *const paths[] = {"."};
	struct dmalint_debug_options debug = {.flags = DMALINT_DEBUG_KEEP_IR};
	struct dmalint_scan_options o = {.size = sizeof(o), .paths = paths, .path_count = 1};
	struct dl_arena *arena = dl_arena_new();
	struct dl_scan_options out;

	o.cache_dir = "/nowhere";
	o.debug = &debug;
	CU_ASSERT_EQUAL(dl_scan_options_convert(&out, &o, arena, NULL), DL_ERR_INVALID);
	debug.size = sizeof(debug);
	debug.trace_function = "acme_send";
	out = convert(&o, arena);
	CU_ASSERT(out.keep_ir);
	CU_ASSERT_STRING_EQUAL(out.trace_function, "acme_send");
	CU_ASSERT_PTR_NOT_EQUAL(out.trace_function, debug.trace_function);
	dl_arena_free(arena);
}

/* ---- what is refused ---- */

static void refused(const struct dmalint_scan_options *o, enum dmalint_status status,
		    const char *word)
{
	struct dmalint_scan *scan = (struct dmalint_scan *)1;
	struct dmalint_error error = {0};

	CU_ASSERT_EQUAL(dmalint_scan_open(&scan, o, &error), status);
	CU_ASSERT_PTR_NULL(scan);
	CU_ASSERT_EQUAL(error.status, status);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.message, word));
	CU_ASSERT_EQUAL(dmalint_scan_open(&scan, o, NULL), status);
}

static void test_open_says_what_is_wrong(void)
{
	static const char *const missing[] = {"no/such/driver"};
	static const char *const empty[] = {""};
	static const char *const model[] = {"no-such-model.json"};
	struct api_folder folder;
	struct dmalint_scan_options o;

	api_begin(&folder);
	refused(NULL, DMALINT_ERR_INVALID, "options");
	o = api_options(&folder);
	o.path_count = 0;
	refused(&o, DMALINT_ERR_INVALID, "no path");
	o = api_options(&folder);
	o.paths = missing;
	refused(&o, DMALINT_ERR_NOT_FOUND, "'no/such/driver'");
	o.paths = empty;
	refused(&o, DMALINT_ERR_INVALID, "empty path");
	o = api_options(&folder);
	o.model_files = model;
	o.model_file_count = 1;
	refused(&o, DMALINT_ERR_NOT_FOUND, "no-such-model.json");
	o = api_options(&folder);
	o.build_dir = "no-such-build";
	refused(&o, DMALINT_ERR_NOT_FOUND, "no-such-build");
	o = api_options(&folder);
	o.cache_dir = NULL;
	unsetenv("XDG_CACHE_HOME");
	unsetenv("HOME");
	refused(&o, DMALINT_ERR_NOT_FOUND, "cache");
	o = api_options(&folder);
	o.flags |= 1U << 30;
	refused(&o, DMALINT_ERR_INVALID, "0x40000000");
	dmalint_scan_free(NULL);
	api_end(&folder);
}

DL_TEST_MAIN("api options", DL_TEST(test_size_must_be_set), DL_TEST(test_older_program),
	     DL_TEST(test_newer_program), DL_TEST(test_zero_is_the_default),
	     DL_TEST(test_rules_become_ids), DL_TEST(test_profiles), DL_TEST(test_debug_options_have_a_size_of_their_own),
	     DL_TEST(test_open_says_what_is_wrong))
