/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One test for each rule of `sarif-multitool validate` and of GitHub that can be checked here, on
 * findings made to break it.
 */
#include "sarif_fixture.h"

/* Call @visit for every object below @value, with the key that holds it. */
static void walk(json_t *value, const char *key, void (*visit)(const char *key, json_t *object))
{
	const char *name;
	json_t *child;
	size_t i;

	if (json_is_object(value)) {
		visit(key, value);
		json_object_foreach(value, name, child) walk(child, name, visit);
	}
	json_array_foreach(value, i, child) walk(child, key, visit);
}

static void on_every_object(void (*visit)(const char *key, json_t *object))
{
	for (int reproducible = 0; reproducible <= 1; reproducible++) {
		struct log log;

		log_make(&log, reproducible);
		walk(log.root, "", visit);
		log_free(&log);
	}
}

static bool is_absolute(const char *uri)
{
	return strstr(uri, "://") || strncmp(uri, "file:", 5) == 0;
}

static void check_uri(const char *key, json_t *object)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/:%";
	const char *uri = json_string_value(json_object_get(object, "uri"));

	(void)key;
	if (!uri)
		return;
	CU_ASSERT_EQUAL(strspn(uri, allowed), strlen(uri));
	CU_ASSERT_PTR_NULL(strstr(uri, "../"));
	CU_ASSERT_PTR_NULL(strstr(uri, "/./"));
	CU_ASSERT(*uri != '\0');
	for (const char *s = strchr(uri, '%'); s; s = strchr(s + 1, '%'))
		CU_ASSERT(strspn(s + 1, "0123456789ABCDEF") >= 2);
}

/* SARIF1002 */
static void test_uris_are_valid(void)
{
	on_every_object(check_uri);
}

static void check_base(const char *key, json_t *object)
{
	const char *uri = json_string_value(json_object_get(object, "uri"));
	const char *base = json_string_value(json_object_get(object, "uriBaseId"));

	(void)key;
	if (base && uri) {
		CU_ASSERT_STRING_EQUAL(base, "%SRCROOT%");
		CU_ASSERT_FALSE(is_absolute(uri));
		CU_ASSERT(*uri != '/');
		CU_ASSERT_PTR_NULL(strchr(uri, ':'));
	} else if (uri) {
		CU_ASSERT(is_absolute(uri));
	}
}

/* SARIF1004, SARIF2016 */
static void test_relative_uris_have_a_base(void)
{
	struct log log;
	const char *root;

	on_every_object(check_base);
	log_make(&log, false);
	root = text_at(log.run, "originalUriBaseIds/%SRCROOT%/uri");
	CU_ASSERT(strncmp(root, "file:///", 8) == 0);
	CU_ASSERT_EQUAL(root[strlen(root) - 1], '/');
	log_free(&log);
}

static void check_absolute(const char *key, json_t *object)
{
	static const char *const names[] = { "helpUri", "informationUri", "repositoryUri" };

	(void)key;
	for (size_t i = 0; i < 3; i++) {
		json_t *uri = json_object_get(object, names[i]);

		if (uri)
			CU_ASSERT(strncmp(json_string_value(uri), "https://", 8) == 0);
	}
}

/* SARIF1005 */
static void test_help_uris_are_absolute(void)
{
	on_every_object(check_absolute);
}

/* SARIF1006 */
static void test_end_time_is_not_before_start(void)
{
	struct log log = { .findings.arena = dl_arena_new() };
	struct dl_emit_input in = fixture_input(&log.findings);

	in.scan.finished = in.scan.started - 100;
	log_write(&log, &in);
	CU_ASSERT(strcmp(text_at(log.run, "invocations/0/endTimeUtc"),
			 text_at(log.run, "invocations/0/startTimeUtc")) >= 0);
	log_free(&log);
}

static void check_region(const char *key, json_t *object)
{
	long start, end, first, last;

	if (strcmp(key, "region") != 0 || !json_object_get(object, "startColumn"))
		return;
	start = number_at(object, "startLine");
	end = number_at(object, "endLine");
	first = number_at(object, "startColumn");
	last = number_at(object, "endColumn");
	CU_ASSERT(start >= 1);
	CU_ASSERT_EQUAL(end, start); /* one line, for annotations */
	CU_ASSERT(first >= 1);
	CU_ASSERT(last > first);
}

/* SARIF1007, SARIF2017, GH1003 */
static void test_regions_are_in_order(void)
{
	struct log log;
	json_t *result;
	size_t i;

	on_every_object(check_region);
	log_make(&log, false);
	json_array_foreach(log.results, i, result)
		CU_ASSERT(number_at(result, "locations/0/physicalLocation/region/endColumn") > 0);
	log_free(&log);
}

static void check_context(const char *key, json_t *object)
{
	json_t *context = json_object_get(object, "contextRegion"),
	       *region = json_object_get(object, "region");

	(void)key;
	if (!context)
		return;
	CU_ASSERT(number_at(context, "startLine") <= number_at(region, "startLine"));
	CU_ASSERT(number_at(context, "endLine") >= number_at(region, "endLine"));
	CU_ASSERT(number_at(context, "endLine") - number_at(context, "startLine") >
		  number_at(region, "endLine") - number_at(region, "startLine"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(text_at(context, "snippet/text"), text_at(region, "snippet/text")));
}

/* SARIF1008, SARIF2011 */
static void test_context_is_larger_than_region(void)
{
	struct log log;

	on_every_object(check_context);
	log_make(&log, false);
	CU_ASSERT_PTR_NOT_NULL(
		at(log.results, "0/locations/0/physicalLocation/contextRegion/snippet"));
	log_free(&log);
}

/* SARIF1009, SARIF1010, GH1018 */
static void test_rule_index_and_id_agree(void)
{
	struct log log;
	json_t *result;
	size_t i;

	log_make(&log, false);
	json_array_foreach(log.results, i, result)
	{
		json_t *rules = at(log.run, "tool/driver/rules");
		long index = number_at(result, "ruleIndex");

		CU_ASSERT_FATAL(index >= 0 && (size_t)index < json_array_size(rules));
		CU_ASSERT_STRING_EQUAL(text_at(json_array_get(rules, (size_t)index), "id"),
				       text_at(result, "ruleId"));
	}
	log_free(&log);
}

/* SARIF1011, SARIF2008, GH1011 */
static void test_schema_and_version(void)
{
	struct log log;
	const char *schema;

	log_make(&log, false);
	schema = text_at(log.root, "$schema");
	CU_ASSERT(strncmp(schema, "https://", 8) == 0);
	CU_ASSERT_STRING_EQUAL(strrchr(schema, '/'), "/sarif-schema-2.1.0.json");
	CU_ASSERT_STRING_EQUAL(text_at(log.root, "version"), "2.1.0");
	CU_ASSERT_EQUAL(json_array_size(at(log.root, "runs")), 1);
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "columnKind"), "utf16CodeUnits");
	log_free(&log);
}

/* The ids that "[text](id)" in @message names, as a bit set; backslashes quote. */
static unsigned long linked_ids(const char *message)
{
	unsigned long ids = 0;

	for (const char *s = message; *s; s++) {
		if (*s == '\\' && s[1])
			s++;
		else if (s[0] == ']' && s[1] == '(')
			ids |= 1UL << strtoul(s + 2, NULL, 10);
	}
	return ids;
}

/* SARIF1013; and every related location is linked, or no viewer shows it. */
static void test_links_and_related_locations_agree(void)
{
	struct log log;
	json_t *result, *related;
	size_t i, k;

	log_make(&log, false);
	CU_ASSERT_PTR_NOT_NULL(at(log.results, "0/relatedLocations/0/id"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(text_at(log.results, "0/message/text"), "[mapped here (buf\\[0\\])](1)"));
	json_array_foreach(log.results, i, result)
	{
		unsigned long ids = 0;

		json_array_foreach(at(result, "relatedLocations"), k, related) ids |=
			1UL << number_at(related, "id");
		CU_ASSERT_EQUAL(linked_ids(text_at(result, "message/text")), ids);
	}
	log_free(&log);
}

static void check_message(const char *key, json_t *object)
{
	static const char *const sentences[] = { "shortDescription", "fullDescription", "message",
						 "default" };
	const char *text = json_string_value(json_object_get(object, "text"));

	for (size_t i = 0; text && i < sizeof(sentences) / sizeof(sentences[0]); i++) {
		if (strcmp(key, sentences[i]) == 0)
			CU_ASSERT(*text != '\0');
	}
}

/* SARIF2001, SARIF2014, SARIF2015, GH1007 */
static void test_messages_are_sentences(void)
{
	struct log log;
	json_t *value;
	size_t i;

	on_every_object(check_message);
	log_make(&log, false);
	json_array_foreach(log.results, i, value)
	{
		const char *text = text_at(value, "message/text");

		CU_ASSERT(*text && text[strlen(text) - 1] == '.');
	}
	json_array_foreach(at(log.run, "tool/driver/rules"), i, value)
	{
		const char *text = text_at(value, "messageStrings/default/text");

		CU_ASSERT(*text && text[strlen(text) - 1] == '.');
	}
	json_array_foreach(at(log.run, "invocations/0/toolExecutionNotifications"), i, value)
	{
		const char *text = text_at(value, "message/text");

		CU_ASSERT(*text && text[strlen(text) - 1] == '.');
	}
	CU_ASSERT_PTR_NOT_NULL(strstr(text_at(log.results, "0/message/text"), "'dma'"));
	log_free(&log);
}

static void check_no_sentinel(const char *key, json_t *object)
{
	const char *name;
	json_t *value;

	(void)key;
	json_object_foreach(object, name, value)
	{
		CU_ASSERT_FALSE(json_is_integer(value) && json_integer_value(value) == -1);
		CU_ASSERT_FALSE(json_is_null(value));
		CU_ASSERT_FALSE(strcmp(name, "artifacts") == 0 ||
				strcmp(name, "threadFlowLocations") == 0);
	}
}

/* SARIF2004, GH1002 */
static void test_nothing_redundant(void)
{
	on_every_object(check_no_sentinel);
}

/* SARIF2005, GHAzDO1018 */
static void test_tool_is_named(void)
{
	struct log log;

	log_make(&log, false);
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "tool/driver/name"), "dmalint");
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "tool/driver/version"), "1.2.3");
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "tool/driver/semanticVersion"), "1.2.3");
	CU_ASSERT_PTR_NOT_NULL(strstr(text_at(log.run, "tool/driver/fullName"), "1.2.3"));
	CU_ASSERT(*text_at(log.run, "tool/driver/informationUri") != '\0');
	log_free(&log);
}

/* SARIF1001, SARIF2009, SARIF2012, GH2012: every rule, whether it found something or not */
static void test_rules_are_complete_and_sorted(void)
{
	static const char *const texts[] = {
		"shortDescription/text",
		"fullDescription/text",
		"help/text",
		"help/markdown",
		"helpUri",
		"defaultConfiguration/level",
		"properties/precision",
		"properties/problem.severity",
	};
	struct log log = { .findings.arena = dl_arena_new() };
	struct dl_emit_input in = fixture_input(&log.findings);
	json_t *rule;
	const char *last = "";
	size_t i;

	log_write(&log, &in);
	CU_ASSERT_EQUAL(json_array_size(at(log.run, "tool/driver/rules")), in.info_count);
	json_array_foreach(at(log.run, "tool/driver/rules"), i, rule)
	{
		const char *id = text_at(rule, "id"), *name = text_at(rule, "name");

		CU_ASSERT(strcmp(last, id) < 0);
		last = id;
		CU_ASSERT(strcmp(name, id) != 0);
		CU_ASSERT(*name >= 'A' && *name <= 'Z');
		CU_ASSERT_PTR_NULL(strpbrk(name, "-_ "));
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			CU_ASSERT(*text_at(rule, texts[k]) != '\0');
		CU_ASSERT(strlen(text_at(rule, "fullDescription/text")) <= 1024);
		CU_ASSERT(json_array_size(at(rule, "properties/tags")) <= 20);
	}
	log_free(&log);
}

/* GH1014: an absent array would mean that nothing was analysed */
static void test_no_findings_is_an_empty_array(void)
{
	struct log log = { .findings.arena = dl_arena_new() };
	struct dl_emit_input in = fixture_input(&log.findings);

	log_write(&log, &in);
	CU_ASSERT(json_is_array(log.results));
	CU_ASSERT_EQUAL(json_array_size(log.results), 0);
	log_free(&log);
}

DL_TEST_MAIN("sarif rules", DL_TEST(test_uris_are_valid),
	     DL_TEST(test_relative_uris_have_a_base),
	     DL_TEST(test_help_uris_are_absolute),
	     DL_TEST(test_end_time_is_not_before_start),
	     DL_TEST(test_regions_are_in_order),
	     DL_TEST(test_context_is_larger_than_region),
	     DL_TEST(test_rule_index_and_id_agree),
	     DL_TEST(test_schema_and_version),
	     DL_TEST(test_links_and_related_locations_agree),
	     DL_TEST(test_messages_are_sentences),
	     DL_TEST(test_nothing_redundant),
	     DL_TEST(test_tool_is_named),
	     DL_TEST(test_rules_are_complete_and_sorted),
	     DL_TEST(test_no_findings_is_an_empty_array))
