/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a SARIF log says, and a golden log (DL_UPDATE_GOLDEN=1 in the environment writes it anew).
 */
#include "sarif_fixture.h"

#include <stdio.h>

#include "emit/json_util.h"
#include "emit/sarif.h"

#define GOLDEN DL_SOURCE_DIR "/tests/golden/sarif/expected.sarif"

static bool one_line(void *arg, const char *path, struct dl_buf *out)
{
	(void)arg, (void)path;
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

/* GitHub takes a string only, and only security rules have one. */
static void test_security_severity(void)
{
	struct log log;

	log_make(&log, false);
	CU_ASSERT(json_is_string(at(log.run, "tool/driver/rules/0/properties/security-severity")));
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "tool/driver/rules/0/properties/tags/0"),
			       "security");
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "tool/driver/rules/0/properties/tags/1"),
			       "external/cwe/cwe-252");
	CU_ASSERT_PTR_NULL(at(log.run, "tool/driver/rules/1/properties/security-severity"));
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "tool/driver/rules/1/properties/tags/0"), "dma");
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
	CU_ASSERT_STRING_EQUAL(text_at(log.results, "0/locations/0/logicalLocations/0/name"),
			       "demo_fill");
	CU_ASSERT_STRING_EQUAL(text_at(log.results,
				       "0/locations/0/logicalLocations/0/fullyQualifiedName"),
			       "demo_fill");
	CU_ASSERT_STRING_EQUAL(text_at(log.results, "0/locations/0/logicalLocations/0/kind"),
			       "function");
	CU_ASSERT_STRING_EQUAL(text_at(log.results, "0/properties/subsystem"), "drivers/net");
	log_free(&log);
}

/* Columns count UTF-16 units: the µ before them is 1 of them and 2 bytes, the emoji 2 and 4. */
static void test_columns_are_utf16(void)
{
	struct log log;

	log_make(&log, false);
	CU_ASSERT_EQUAL(number_at(log.results, "0/locations/0/physicalLocation/region/startColumn"),
			16);
	CU_ASSERT_EQUAL(number_at(log.results, "0/locations/0/physicalLocation/region/endColumn"),
			48);
	CU_ASSERT_STRING_EQUAL(text_at(log.results,
				       "0/locations/0/physicalLocation/region/snippet/text"),
			       "writel(dma, d->regs + DEMO_ADDR)");
	log_free(&log);
}

/* GH1002, GH1004 */
/* Of the text that is there: before the call behind the emoji, and to the begin of the next line. */
static void test_fix(void)
{
	static struct dl_edit edits[] = {{8, 19, 8, 19, "x"}, {8, 20, 9, 1, ""}};
	static const struct dl_fix fix = {
		.title = "Do it", .path = RING, .edit_count = 2, .edits = edits};
	struct dl_findings findings = {.arena = dl_arena_new()};
	struct dl_emit_input in;
	struct log log = {0};

	fixture_finding(&findings, "DMA901", RING, 8, 19)->fix = &fix;
	fixture_finding(&findings, "DMA901", RING, 14, 2);
	in = fixture_input(&findings);
	log_write(&log, &in);
	CU_ASSERT_STRING_EQUAL(text_at(log.results, "0/fixes/0/description/text"), "Do it");
	CU_ASSERT_STRING_EQUAL(
		text_at(log.results, "0/fixes/0/artifactChanges/0/artifactLocation/uri"), RING);
#define REPLACEMENTS "0/fixes/0/artifactChanges/0/replacements/"
	CU_ASSERT_EQUAL(number_at(log.results, REPLACEMENTS "0/deletedRegion/startColumn"), 16);
	CU_ASSERT_EQUAL(number_at(log.results, REPLACEMENTS "0/deletedRegion/endColumn"), 16);
	CU_ASSERT_STRING_EQUAL(text_at(log.results, REPLACEMENTS "0/insertedContent/text"), "x");
	CU_ASSERT_EQUAL(number_at(log.results, REPLACEMENTS "1/deletedRegion/startColumn"), 17);
	CU_ASSERT_EQUAL(number_at(log.results, REPLACEMENTS "1/deletedRegion/endLine"), 9);
	CU_ASSERT_EQUAL(number_at(log.results, REPLACEMENTS "1/deletedRegion/endColumn"), 1);
	CU_ASSERT_PTR_NULL(json_object_get(json_array_get(log.results, 1), "fixes"));
	json_decref(log.root);
	dl_buf_free(&log.text);
	dl_arena_free(findings.arena);
}

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
	CU_ASSERT_STRING_EQUAL(json_string_value(
				       json_object_get(at(log.results, "0/partialFingerprints"),
						       "dmalint/v1")),
			       "0123456789abcdef");
	CU_ASSERT_PTR_NOT_NULL(
		strstr(text_at(log.results, "0/partialFingerprints/primaryLocationLineHash"),
		       ":1"));
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
	CU_ASSERT_EQUAL(number_at(log.results, "0/locations/0/physicalLocation/region/startLine"),
			4);
	CU_ASSERT_EQUAL(number_at(log.results, "1/locations/0/physicalLocation/region/startLine"),
			3);
	CU_ASSERT_EQUAL(number_at(log.results, "2/locations/0/physicalLocation/region/startLine"),
			5);
	CU_ASSERT_EQUAL(number_at(log.results, "3/locations/0/physicalLocation/region/startLine"),
			2);
	CU_ASSERT_EQUAL(number_at(log.results, "4/locations/0/physicalLocation/region/startLine"),
			1);
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
	CU_ASSERT_STRING_EQUAL(text_at(notes,
				       "0/locations/0/physicalLocation/artifactLocation/uri"),
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
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "automationDetails/id"),
			       "dmalint/20260131T120000Z");
	CU_ASSERT_STRING_EQUAL(text_at(log.run, "invocations/0/endTimeUtc"),
			       "2026-01-31T12:00:05Z");
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

	snprintf(config, sizeof(config), "[core]\n\turl = wrong\n[remote \"origin\"]\n\turl = %s\n",
		 url);
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
	check_remote(folder, "https://example.com/a.git", NULL); /* a branch without a commit */
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
		fprintf(stderr, "differs from %s at byte %zu: ...%.80s\n", GOLDEN, same,
			log.text.data + same);
	CU_ASSERT(same == golden.len && same == log.text.len);
	dl_buf_free(&golden);
	log_free(&log);
}

DL_TEST_MAIN("sarif", DL_TEST(test_no_context_in_a_file_of_one_line),
	     DL_TEST(test_finding_of_an_unknown_rule_has_no_index),
	     DL_TEST(test_security_severity),
	     DL_TEST(test_one_location_with_function),
	     DL_TEST(test_columns_are_utf16), DL_TEST(test_fix),
	     DL_TEST(test_code_flow_is_inline_and_short),
	     DL_TEST(test_no_story_is_no_code_flow),
	     DL_TEST(test_fingerprints),
	     DL_TEST(test_results_are_sorted_by_importance),
	     DL_TEST(test_results_over_the_limit_are_said),
	     DL_TEST(test_notices_become_notifications),
	     DL_TEST(test_reproducible_log_knows_no_machine),
	     DL_TEST(test_provenance),
	     DL_TEST(test_golden_log))
