/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SARIF log: one test for each rule of `sarif-multitool validate` and of
 * GitHub that can be checked here, on findings made to break it, and a golden
 * log (DL_UPDATE_GOLDEN=1 in the environment writes it anew).
 */
#include "harness.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "emit_fixture.h"
#include "emit/json_util.h"
#include "emit/sarif.h"

#define GOLDEN DL_SOURCE_DIR "/tests/golden/sarif/expected.sarif"

struct log {
	struct dl_findings findings;
	struct dl_buf text;
	json_t *root;
	json_t *run;
	json_t *results;
};

static void log_write(struct log *log, const struct dl_emit_input *in)
{
	struct dl_sink sink = { .buf = &log->text };

	CU_ASSERT_EQUAL(dl_emitter_find("sarif")->write(in, &sink), DL_OK);
	log->root = json_loadb(log->text.data, log->text.len, JSON_REJECT_DUPLICATES, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(log->root);
	log->run = json_array_get(json_object_get(log->root, "runs"), 0);
	log->results = json_object_get(log->run, "results");
	CU_ASSERT_PTR_NOT_NULL_FATAL(log->results);
}

/* Spots and texts that would break a careless writer. */
static void add_hard_findings(struct dl_findings *f)
{
	struct dl_finding *it;

	it = fixture_finding(f, "DMA901", RING, 8, 30);		/* ends before it starts */
	it->spot.end_line = 8;
	it->spot.end_col = 10;
	it = fixture_finding(f, "DMA901", RING, 900, 4);	/* beyond the end of the file */
	it->spot.end_line = 900;
	it->spot.end_col = 400;
	it = fixture_finding(f, "DMA901", RING, 5, 4);		/* beyond the end of the line */
	it->spot.end_line = 5;
	it->spot.end_col = 4000;
	fixture_finding(f, "DMA901", RING, 0, 0);		/* nowhere */
	fixture_finding(f, "DMA902", "drivers/net/demo/a b%\xc3\xa9.c", 3, 1);
	fixture_finding(f, "DMA902", "./drivers/../drivers//net/demo/ring.c", 3, 1);
	fixture_finding(f, "DMA902", "/usr/include/with space.h", 3, 1);
	fixture_finding(f, "DMA902", "../other/x.h", 3, 1);
	fixture_finding(f, "DMA902", "c:odd.c", 3, 1);
	it = fixture_finding(f, "DMA903", RING, 7, 2);
	it->message = "The buffer 'x[1](2)' is odd.";		/* looks like a link */
	it = fixture_finding(f, "DMA903", RING, 7, 3);
	it->message = NULL;
	it->function = NULL;
	it->subject = it->edge = it->arch = NULL;
	it = fixture_finding(f, "DMA903", RING, 7, 4);
	it->message = "Wrong bytes '\xff\xfe' in it.";
}

static void log_make(struct log *log, bool reproducible)
{
	struct dl_emit_input in;

	memset(log, 0, sizeof(*log));
	log->findings.arena = dl_arena_new();
	fixture_main_findings(&log->findings);
	add_hard_findings(&log->findings);
	in = fixture_input(&log->findings);
	in.reproducible = reproducible;
	log_write(log, &in);
}

static void log_free(struct log *log)
{
	json_decref(log->root);
	dl_buf_free(&log->text);
	dl_arena_free(log->findings.arena);
}

/* Follow keys and array indices: "locations/0/physicalLocation". */
static json_t *at(json_t *value, const char *path)
{
	char *copy = strdup(path), *state = NULL;

	for (char *s = strtok_r(copy, "/", &state); s && value; s = strtok_r(NULL, "/", &state))
		value = json_is_array(value) ? json_array_get(value, strtoul(s, NULL, 10)) : json_object_get(value, s);
	free(copy);
	return value;
}

static const char *text_at(json_t *value, const char *path)
{
	const char *s = json_string_value(at(value, path));

	return s ? s : "";
}

static long number_at(json_t *value, const char *path)
{
	json_t *v = at(value, path);

	return json_is_integer(v) ? (long)json_integer_value(v) : -1;
}

/* Call @visit for every object below @value, with the key that holds it. */
static void walk(json_t *value, const char *key, void (*visit)(const char *key, json_t *object))
{
	const char *name;
	json_t *child;
	size_t i;

	if (json_is_object(value)) {
		visit(key, value);
		json_object_foreach(value, name, child)
			walk(child, name, visit);
	}
	json_array_foreach(value, i, child)
		walk(child, key, visit);
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
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/:%";
	const char *uri = json_string_value(json_object_get(object, "uri"));

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
	CU_ASSERT(strcmp(text_at(log.run, "invocations/0/endTimeUtc"), text_at(log.run, "invocations/0/startTimeUtc")) >=
		  0);
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
	CU_ASSERT_EQUAL(end, start);	/* one line, for annotations */
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
	json_t *context = json_object_get(object, "contextRegion"), *region = json_object_get(object, "region");

	if (!context)
		return;
	CU_ASSERT(number_at(context, "startLine") <= number_at(region, "startLine"));
	CU_ASSERT(number_at(context, "endLine") >= number_at(region, "endLine"));
	CU_ASSERT(number_at(context, "endLine") - number_at(context, "startLine") >
		  number_at(region, "endLine") - number_at(region, "startLine"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text_at(context, "snippet/text"), text_at(region, "snippet/text")));
}

/* SARIF1008, SARIF2011 */
static void test_context_is_larger_than_region(void)
{
	struct log log;

	on_every_object(check_context);
	log_make(&log, false);
	CU_ASSERT_PTR_NOT_NULL(at(log.results, "0/locations/0/physicalLocation/contextRegion/snippet"));
	log_free(&log);
}

static bool one_line(void *arg, const char *path, struct dl_buf *out)
{
	dl_buf_puts(out, "\twritel(dma, regs);");
	return true;
}

/* A file of one line has no larger context. */
static void test_no_context_in_a_file_of_one_line(void)
{
	struct log log = { .findings.arena = dl_arena_new() };
	struct dl_emit_input in = fixture_input(&log.findings);

	fixture_finding(&log.findings, "DMA901", "x.c", 1, 2);
	in.read_text = one_line;
	log_write(&log, &in);
	CU_ASSERT_PTR_NULL(at(log.results, "0/locations/0/physicalLocation/contextRegion"));
	CU_ASSERT_PTR_NOT_NULL(at(log.results, "0/locations/0/physicalLocation/region/snippet"));
	log_free(&log);
}

/* SARIF1009, SARIF1010, GH1018 */
static void test_rule_index_and_id_agree(void)
{
	struct log log;
	json_t *result;
	size_t i;

	log_make(&log, false);
	json_array_foreach(log.results, i, result) {
		json_t *rules = at(log.run, "tool/driver/rules");
		long index = number_at(result, "ruleIndex");

		CU_ASSERT_FATAL(index >= 0 && (size_t)index < json_array_size(rules));
		CU_ASSERT_STRING_EQUAL(text_at(json_array_get(rules, (size_t)index), "id"), text_at(result, "ruleId"));
	}
	log_free(&log);
}

static void test_finding_of_an_unknown_rule_has_no_index(void)
{
	struct log log = { .findings.arena = dl_arena_new() };
	struct dl_emit_input in = fixture_input(&log.findings);

	fixture_finding(&log.findings, "DMA999", RING, 7, 8);
	log_write(&log, &in);
	CU_ASSERT_STRING_EQUAL(text_at(log.results, "0/ruleId"), "DMA999");
	CU_ASSERT_PTR_NULL(at(log.results, "0/ruleIndex"));
	CU_ASSERT_STRING_EQUAL(text_at(log.results, "0/level"), "warning");
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
	CU_ASSERT_PTR_NOT_NULL(strstr(text_at(log.results, "0/message/text"), "[mapped here (buf\\[0\\])](1)"));
	json_array_foreach(log.results, i, result) {
		unsigned long ids = 0;

		json_array_foreach(at(result, "relatedLocations"), k, related)
			ids |= 1UL << number_at(related, "id");
		CU_ASSERT_EQUAL(linked_ids(text_at(result, "message/text")), ids);
	}
	log_free(&log);
}

static void check_message(const char *key, json_t *object)
{
	static const char *const sentences[] = { "shortDescription", "fullDescription", "message", "default" };
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
	json_array_foreach(log.results, i, value) {
		const char *text = text_at(value, "message/text");

		CU_ASSERT(*text && text[strlen(text) - 1] == '.');
	}
	json_array_foreach(at(log.run, "tool/driver/rules"), i, value) {
		const char *text = text_at(value, "messageStrings/default/text");

		CU_ASSERT(*text && text[strlen(text) - 1] == '.');
	}
	json_array_foreach(at(log.run, "invocations/0/toolExecutionNotifications"), i, value) {
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

	json_object_foreach(object, name, value) {
		CU_ASSERT_FALSE(json_is_integer(value) && json_integer_value(value) == -1);
		CU_ASSERT_FALSE(json_is_null(value));
		CU_ASSERT_FALSE(strcmp(name, "artifacts") == 0 || strcmp(name, "threadFlowLocations") == 0);
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
		"shortDescription/text", "fullDescription/text", "help/text", "help/markdown", "helpUri",
		"defaultConfiguration/level", "properties/precision", "properties/problem.severity",
	};
	struct log log = { .findings.arena = dl_arena_new() };
	struct dl_emit_input in = fixture_input(&log.findings);
	json_t *rule;
	const char *last = "";
	size_t i;

	log_write(&log, &in);
	CU_ASSERT_EQUAL(json_array_size(at(log.run, "tool/driver/rules")), in.info_count);
	json_array_foreach(at(log.run, "tool/driver/rules"), i, rule) {
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

/* GitHub takes a string only, and only security rules have one. */
static void test_security_severity(void)
{
	struct log log;

	log_make(&log, false);
	CU_ASSERT(json_is_string(at(log.run, "tool/driver/rules/0/properties/security-severity")));
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "tool/driver/rules/0/properties/tags/0"), "security");
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "tool/driver/rules/0/properties/tags/1"), "external/cwe/cwe-252");
	CU_ASSERT_PTR_NULL(at(log.run, "tool/driver/rules/1/properties/security-severity"));
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "tool/driver/rules/1/properties/tags/0"), "dma");
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

/* GH1001 */
static void test_one_location_with_function(void)
{
	struct log log;
	json_t *result;
	size_t i;

	log_make(&log, false);
	json_array_foreach(log.results, i, result)
		CU_ASSERT_EQUAL(json_array_size(at(result, "locations")), 1);
	CU_ASSERT_STRING_EQUAL(text_at(log.results, "0/locations/0/logicalLocations/0/name"), "demo_fill");
	CU_ASSERT_STRING_EQUAL(text_at(log.results, "0/locations/0/logicalLocations/0/fullyQualifiedName"), "demo_fill");
	CU_ASSERT_STRING_EQUAL(text_at(log.results, "0/locations/0/logicalLocations/0/kind"), "function");
	CU_ASSERT_STRING_EQUAL(text_at(log.results, "0/properties/subsystem"), "drivers/net");
	log_free(&log);
}

/* Columns count UTF-16 units: the µ before them is 1 of them and 2 bytes, the emoji 2 and 4. */
static void test_columns_are_utf16(void)
{
	struct log log;

	log_make(&log, false);
	CU_ASSERT_EQUAL(number_at(log.results, "0/locations/0/physicalLocation/region/startColumn"), 16);
	CU_ASSERT_EQUAL(number_at(log.results, "0/locations/0/physicalLocation/region/endColumn"), 48);
	CU_ASSERT_STRING_EQUAL(text_at(log.results, "0/locations/0/physicalLocation/region/snippet/text"),
			       "writel(dma, d->regs + DEMO_ADDR)");
	log_free(&log);
}

/* GH1002, GH1004 */
static void test_code_flow_is_inline_and_short(void)
{
	struct log log = { .findings.arena = dl_arena_new() };
	struct dl_emit_input in = fixture_input(&log.findings);
	struct dl_finding *f = fixture_finding(&log.findings, "DMA901", RING, 7, 8);
	json_t *steps;

	f->step_count = 250;
	f->steps = DL_NEW_ARRAY(log.findings.arena, struct dl_finding_step, 250);
	for (size_t i = 0; i < 250; i++)
		f->steps[i] = fixture_step(RING, (uint32_t)(i % 9 + 1), 1, 2, i % 3, "step");
	log_write(&log, &in);
	CU_ASSERT_EQUAL(json_array_size(at(log.results, "0/codeFlows")), 1);
	CU_ASSERT_EQUAL(json_array_size(at(log.results, "0/codeFlows/0/threadFlows")), 1);
	steps = at(log.results, "0/codeFlows/0/threadFlows/0/locations");
	CU_ASSERT_EQUAL(json_array_size(steps), 100);
	CU_ASSERT_EQUAL(number_at(steps, "0/executionOrder"), 1);
	CU_ASSERT_EQUAL(number_at(steps, "59/executionOrder"), 60);
	CU_ASSERT_EQUAL(number_at(steps, "60/executionOrder"), 211);
	CU_ASSERT_EQUAL(number_at(steps, "99/executionOrder"), 250);
	CU_ASSERT_EQUAL(number_at(steps, "2/nestingLevel"), 2);
	CU_ASSERT_STRING_EQUAL(text_at(steps, "0/location/message/text"), "step");
	log_free(&log);
}

static void test_no_story_is_no_code_flow(void)
{
	struct log log = { .findings.arena = dl_arena_new() };
	struct dl_emit_input in = fixture_input(&log.findings);

	fixture_finding(&log.findings, "DMA901", RING, 7, 8);
	log_write(&log, &in);
	CU_ASSERT_PTR_NULL(at(log.results, "0/codeFlows"));
	CU_ASSERT_PTR_NULL(at(log.results, "0/relatedLocations"));
	log_free(&log);
}

static void test_fingerprints(void)
{
	struct log log;

	log_make(&log, false);
	CU_ASSERT_STRING_EQUAL(
		json_string_value(json_object_get(at(log.results, "0/partialFingerprints"), "dmalint/v1")),
		"0123456789abcdef");
	CU_ASSERT_PTR_NOT_NULL(strstr(text_at(log.results, "0/partialFingerprints/primaryLocationLineHash"), ":1"));
	log_free(&log);
}

/* Level, precision, rank, then place: what GitHub cuts off is the least important. */
static void test_results_are_sorted_by_importance(void)
{
	struct log log = { .findings.arena = dl_arena_new() };
	struct dl_emit_input in = fixture_input(&log.findings);

	fixture_finding(&log.findings, "DMA903", RING, 1, 1)->rank = 99;
	fixture_finding(&log.findings, "DMA902", RING, 2, 1)->rank = 10;
	fixture_finding(&log.findings, "DMA902", RING, 3, 1)->rank = 20;
	fixture_finding(&log.findings, "DMA901", RING, 4, 1)->rank = 1;
	fixture_finding(&log.findings, "DMA902", RING, 5, 1)->rank = 20;
	log_write(&log, &in);
	CU_ASSERT_EQUAL(number_at(log.results, "0/locations/0/physicalLocation/region/startLine"), 4);
	CU_ASSERT_EQUAL(number_at(log.results, "1/locations/0/physicalLocation/region/startLine"), 3);
	CU_ASSERT_EQUAL(number_at(log.results, "2/locations/0/physicalLocation/region/startLine"), 5);
	CU_ASSERT_EQUAL(number_at(log.results, "3/locations/0/physicalLocation/region/startLine"), 2);
	CU_ASSERT_EQUAL(number_at(log.results, "4/locations/0/physicalLocation/region/startLine"), 1);
	log_free(&log);
}

static void test_results_over_the_limit_are_said(void)
{
	struct log log = { .findings.arena = dl_arena_new() };
	struct dl_emit_input in = fixture_input(&log.findings);
	json_t *notes;

	for (uint32_t i = 0; i < 5; i++)
		fixture_finding(&log.findings, "DMA902", RING, i + 1, 1);
	in.max_results = 3;
	log_write(&log, &in);
	CU_ASSERT_EQUAL(json_array_size(log.results), 3);
	notes = at(log.run, "invocations/0/toolExecutionNotifications");
	CU_ASSERT_EQUAL(json_array_size(notes), in.notice_count + 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(text_at(notes, "3/message/text"), "2 results"));
	log_free(&log);
}

static void test_notices_become_notifications(void)
{
	struct log log;
	json_t *notes;

	log_make(&log, false);
	notes = at(log.run, "invocations/0/toolExecutionNotifications");
	CU_ASSERT_EQUAL(json_array_size(notes), 3);
	CU_ASSERT_STRING_EQUAL(text_at(notes, "0/descriptor/id"), "file-lost");
	CU_ASSERT_STRING_EQUAL(text_at(notes, "0/level"), "error");
	CU_ASSERT_STRING_EQUAL(text_at(notes, "0/message/text"),
			       "The file was lost: its worker was killed twice: out of memory.");
	CU_ASSERT_STRING_EQUAL(text_at(notes, "0/locations/0/physicalLocation/artifactLocation/uri"),
			       "drivers/net/demo/lost.c");
	CU_ASSERT_EQUAL(number_at(notes, "1/locations/0/physicalLocation/region/startLine"), 12);
	CU_ASSERT_PTR_NULL(at(notes, "2/locations"));
	CU_ASSERT(json_is_true(at(log.run, "invocations/0/executionSuccessful")));
	CU_ASSERT_EQUAL(number_at(log.run, "invocations/0/exitCode"), 1);
	log_free(&log);
}

static void test_reproducible_log_knows_no_machine(void)
{
	struct log log;

	log_make(&log, true);
	CU_ASSERT_PTR_NULL(strstr(log.text.data, DL_SOURCE_DIR));
	CU_ASSERT_PTR_NULL(strstr(log.text.data, "file://"));
	CU_ASSERT_PTR_NULL(strstr(log.text.data, "/usr/include"));
	CU_ASSERT_PTR_NULL(strstr(log.text.data, "TimeUtc"));
	CU_ASSERT_PTR_NULL(strstr(log.text.data, "2026"));
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "automationDetails/id"), "dmalint/");
	log_free(&log);
	log_make(&log, false);
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "automationDetails/id"), "dmalint/20260131T120000Z");
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "invocations/0/endTimeUtc"), "2026-01-31T12:00:05Z");
	log_free(&log);
}

static void put_file(const char *folder, const char *name, const char *text)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fputs(text, f);
	fclose(f);
}

#define COMMIT "0123456789abcdef0123456789abcdef01234567"

static void check_remote(const char *folder, const char *url, const char *expected)
{
	char config[512];
	json_t *provenance;

	snprintf(config, sizeof(config), "[core]\n\turl = wrong\n[remote \"origin\"]\n\turl = %s\n", url);
	put_file(folder, ".git/config", config);
	provenance = dl_sarif_provenance(folder);
	if (!expected) {
		CU_ASSERT_PTR_NULL(provenance);
	} else {
		CU_ASSERT_STRING_EQUAL(text_at(provenance, "0/repositoryUri"), expected);
		CU_ASSERT_STRING_EQUAL(text_at(provenance, "0/revisionId"), COMMIT);
		CU_ASSERT_STRING_EQUAL(text_at(provenance, "0/branch"), "work/x");
		CU_ASSERT_STRING_EQUAL(text_at(provenance, "0/mappedTo/uriBaseId"), "%SRCROOT%");
	}
	json_decref(provenance);
}

/* SARIF2003, SARIF2007; no secret of a remote's address may get out */
static void test_provenance(void)
{
	char folder[] = "/tmp/dl-sarif-XXXXXX", command[256];

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	CU_ASSERT_PTR_NULL(dl_sarif_provenance(folder));
	snprintf(command, sizeof(command), "mkdir -p %s/.git/refs/heads/work", folder);
	CU_ASSERT_EQUAL(system(command), 0);
	put_file(folder, ".git/HEAD", "ref: refs/heads/work/x\n");
	check_remote(folder, "https://example.com/a.git", NULL);	/* a branch without a commit */
	put_file(folder, ".git/packed-refs", "# pack-refs\n" COMMIT " refs/heads/work/x\n");
	check_remote(folder, "https://example.com/a.git", "https://example.com/a.git");
	check_remote(folder, "https://user:secret@example.com/a.git", "https://example.com/a.git");
	check_remote(folder, "git@example.com:me/a.git", "https://example.com/me/a.git");
	check_remote(folder, "/home/me/a", NULL);
	check_remote(folder, "../a:b", NULL);
	check_remote(folder, "https://exa mple.com/", NULL);
	put_file(folder, ".git/refs/heads/work/x", "not a commit\n");
	check_remote(folder, "https://example.com/a.git", NULL);
	put_file(folder, ".git/HEAD", "ref: ../../../etc/passwd\n");
	check_remote(folder, "https://example.com/a.git", NULL);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	CU_ASSERT_EQUAL(system(command), 0);
}

static void test_golden_log(void)
{
	struct log log = { .findings.arena = dl_arena_new() };
	struct dl_emit_input in = fixture_input(&log.findings);
	struct dl_buf golden = { 0 };
	size_t same = 0;

	fixture_main_findings(&log.findings);
	in.reproducible = true;
	log_write(&log, &in);
	if (getenv("DL_UPDATE_GOLDEN")) {
		FILE *f = fopen(GOLDEN, "w");

		CU_ASSERT_PTR_NOT_NULL_FATAL(f);
		fwrite(log.text.data, 1, log.text.len, f);
		fclose(f);
	}
	CU_ASSERT_TRUE_FATAL(dl_emit_read_file(NULL, GOLDEN, &golden));
	while (same < golden.len && same < log.text.len && golden.data[same] == log.text.data[same])
		same++;
	if (same != golden.len || same != log.text.len)
		fprintf(stderr, "differs from %s at byte %zu: ...%.80s\n", GOLDEN, same, log.text.data + same);
	CU_ASSERT(same == golden.len && same == log.text.len);
	dl_buf_free(&golden);
	log_free(&log);
}

DL_TEST_MAIN("sarif", DL_TEST(test_uris_are_valid), DL_TEST(test_relative_uris_have_a_base),
	     DL_TEST(test_help_uris_are_absolute), DL_TEST(test_end_time_is_not_before_start),
	     DL_TEST(test_regions_are_in_order), DL_TEST(test_context_is_larger_than_region),
	     DL_TEST(test_no_context_in_a_file_of_one_line), DL_TEST(test_rule_index_and_id_agree),
	     DL_TEST(test_finding_of_an_unknown_rule_has_no_index), DL_TEST(test_schema_and_version),
	     DL_TEST(test_links_and_related_locations_agree), DL_TEST(test_messages_are_sentences),
	     DL_TEST(test_nothing_redundant), DL_TEST(test_tool_is_named),
	     DL_TEST(test_rules_are_complete_and_sorted), DL_TEST(test_security_severity),
	     DL_TEST(test_no_findings_is_an_empty_array), DL_TEST(test_one_location_with_function),
	     DL_TEST(test_columns_are_utf16), DL_TEST(test_code_flow_is_inline_and_short),
	     DL_TEST(test_no_story_is_no_code_flow), DL_TEST(test_fingerprints),
	     DL_TEST(test_results_are_sorted_by_importance), DL_TEST(test_results_over_the_limit_are_said),
	     DL_TEST(test_notices_become_notifications), DL_TEST(test_reproducible_log_knows_no_machine),
	     DL_TEST(test_provenance), DL_TEST(test_golden_log))
