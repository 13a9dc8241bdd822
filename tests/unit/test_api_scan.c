/* SPDX-License-Identifier: Apache-2.0 */
/* A scan through the public interface: findings, files, notices, totals; progress and cancelling.
 */
#include "api_fixture.h"

#include "dmalint/debug.h"

/* ---- findings ---- */

static void check_steps(const struct dmalint_finding *f)
{
	size_t count = dmalint_finding_step_count(f);
	const struct dmalint_step *first = dmalint_finding_step(f, 0);

	CU_ASSERT_FATAL(count >= 2);
	CU_ASSERT_PTR_NULL(dmalint_finding_step(f, count));
	CU_ASSERT_EQUAL(dmalint_step_place(first).line, 5);
	CU_ASSERT_STRING_EQUAL(dmalint_step_place(first).path, "send.c");
	CU_ASSERT_EQUAL(dmalint_step_nesting(first), 0);
	CU_ASSERT(strlen(dmalint_step_message(first)) > 0);
	CU_ASSERT_EQUAL(dmalint_step_place(dmalint_finding_step(f, count - 1)).line, 7);
	CU_ASSERT_PTR_NULL(dmalint_finding_related(f, dmalint_finding_related_count(f)));
}

static void test_findings(void)
{
	struct api_folder folder;
	struct dmalint_scan_options options;
	struct dmalint_scan *scan;
	const struct dmalint_findings *findings;
	const struct dmalint_finding *f;

	api_begin(&folder);
	api_write(&folder, "send.c", buggy_driver);
	api_write(&folder, "probe.c", clean_driver);
	options = api_options(&folder);
	scan = api_scan(&options);
	findings = dmalint_scan_findings(scan);
	CU_ASSERT_EQUAL_FATAL(dmalint_findings_count(findings), 1);
	CU_ASSERT_PTR_NULL(dmalint_findings_at(findings, 1));
	CU_ASSERT_PTR_NOT_NULL(strstr(dmalint_findings_root(findings), "dl-api-"));
	f = dmalint_findings_at(findings, 0);
	CU_ASSERT_STRING_EQUAL(dmalint_finding_rule(f), "DMA101");
	CU_ASSERT_STRING_EQUAL(dmalint_finding_function(f), "acme_send");
	CU_ASSERT_STRING_EQUAL(dmalint_finding_place(f).path, "send.c");
	CU_ASSERT_EQUAL(dmalint_finding_place(f).line, 5);
	CU_ASSERT(dmalint_finding_place(f).column > 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(dmalint_finding_message(f), "dma_mapping_error"));
	CU_ASSERT_EQUAL(dmalint_finding_confidence(f), DMALINT_CONFIDENCE_HIGH);
	CU_ASSERT_NOT_EQUAL(dmalint_finding_fingerprint(f), 0);
	CU_ASSERT(dmalint_finding_rank(f) > 0);
	CU_ASSERT_STRING_EQUAL(dmalint_finding_arch(f), "x86_64");
	check_steps(f);
	CU_ASSERT_EQUAL(dmalint_finding_id(f), 0);
	CU_ASSERT_EQUAL(dmalint_finding_scan(f), 0);
	CU_ASSERT_EQUAL(dmalint_finding_first_scan(f), 0);
	CU_ASSERT_EQUAL(dmalint_finding_first_seen(f), 0);
	CU_ASSERT_FALSE(dmalint_scan_is_incomplete(scan));
	CU_ASSERT_EQUAL(dmalint_scan_store_id(scan), 0);
	CU_ASSERT_PTR_NULL(dmalint_scan_store_error(scan));
	dmalint_scan_free(scan);
	api_end(&folder);
}

static size_t count_at(struct dmalint_scan_options options, enum dmalint_confidence confidence,
		       uint64_t *below)
{
	struct dmalint_scan *scan;
	size_t count;

	options.min_confidence = confidence;
	scan = api_scan(&options);
	count = dmalint_findings_count(dmalint_scan_findings(scan));
	CU_ASSERT_EQUAL(dmalint_scan_totals(scan)->findings, count);
	*below = dmalint_scan_totals(scan)->findings_below;
	dmalint_scan_free(scan);
	return count;
}

static void test_confidence_and_rules_select(void)
{
	static const char *const others[] = {"DMA3*", "mapping-leak"};
	struct api_folder folder;
	struct dmalint_scan_options options;
	uint64_t below;

	api_begin(&folder);
	api_write(&folder, "ring.c", doubtful_driver);
	options = api_options(&folder);
	CU_ASSERT_EQUAL(count_at(options, 0, &below), 1);
	CU_ASSERT_EQUAL(below, 0);
	CU_ASSERT_EQUAL(count_at(options, DMALINT_CONFIDENCE_HIGH, &below), 0);
	CU_ASSERT_EQUAL(below, 1);
	options.rules = others;
	options.rule_count = 2;
	CU_ASSERT_EQUAL(count_at(options, DMALINT_CONFIDENCE_LOW, &below), 0);
	CU_ASSERT_EQUAL(below, 0);
	api_end(&folder);
}

/* ---- files and notices ---- */

static void check_damaged(const struct dmalint_file *file)
{
	const struct dmalint_health_counts *counts = dmalint_file_counts(file);
	const struct dmalint_degraded *degraded = dmalint_file_degraded(file, 0);

	CU_ASSERT_STRING_EQUAL(dmalint_file_path(file), "read.c");
	CU_ASSERT_EQUAL(dmalint_file_health(file), DMALINT_HEALTH_INCOMPLETE);
	CU_ASSERT_EQUAL(counts->size, sizeof(*counts));
	CU_ASSERT_EQUAL(counts->functions, 1);
	CU_ASSERT_EQUAL(counts->degraded, 1);
	CU_ASSERT_EQUAL(counts->dma_functions, 1);
	CU_ASSERT_EQUAL(counts->dma_degraded, 1);
	CU_ASSERT(counts->errors >= 1 && counts->parses >= 1 && !counts->used_precompiled_header);
	CU_ASSERT_EQUAL_FATAL(dmalint_file_degraded_count(file), 1);
	CU_ASSERT_PTR_NULL(dmalint_file_degraded(file, 1));
	CU_ASSERT_STRING_EQUAL(dmalint_degraded_function(degraded), "acme_read");
	CU_ASSERT_EQUAL(dmalint_degraded_line(degraded), 4);
	CU_ASSERT_STRING_EQUAL(dmalint_degraded_reason(degraded), dmalint_file_reason(file));
	CU_ASSERT_PTR_NOT_NULL(dmalint_degraded_detail(degraded));
	CU_ASSERT_PTR_NOT_NULL(dmalint_file_first_error(file));
}

static void check_whole(const struct dmalint_file *file)
{
	CU_ASSERT_STRING_EQUAL(dmalint_file_path(file), "probe.c");
	CU_ASSERT_EQUAL(dmalint_file_health(file), DMALINT_HEALTH_OK);
	CU_ASSERT_PTR_NULL(dmalint_file_reason(file));
	CU_ASSERT_PTR_NULL(dmalint_file_first_error(file));
	CU_ASSERT_EQUAL(dmalint_file_degraded_count(file), 0);
	CU_ASSERT_STRING_EQUAL(dmalint_file_arch(file), "x86_64");
	CU_ASSERT_STRING_EQUAL(dmalint_file_arch_at(file, 0), "x86_64");
	CU_ASSERT_PTR_NULL(dmalint_file_arch_at(file, dmalint_file_arch_count(file)));
	CU_ASSERT_PTR_NOT_NULL(strstr(dmalint_file_chosen_because(file), "dma_"));
}

static void check_notice(const struct dmalint_scan *scan)
{
	const struct dmalint_notice *n = dmalint_scan_notice(scan, 1);

	CU_ASSERT_EQUAL_FATAL(dmalint_scan_notice_count(scan), 2);
	CU_ASSERT_STRING_EQUAL(dmalint_notice_id(dmalint_scan_notice(scan, 0)), "headers");
	CU_ASSERT_PTR_NULL(dmalint_scan_notice(scan, 2));
	CU_ASSERT_STRING_EQUAL(dmalint_notice_id(n), "degraded");
	CU_ASSERT_EQUAL(dmalint_notice_level(n), DMALINT_LEVEL_WARNING);
	CU_ASSERT_STRING_EQUAL(dmalint_notice_path(n), "read.c");
	CU_ASSERT_EQUAL(dmalint_notice_line(n), 4);
	CU_ASSERT_PTR_NOT_NULL(strstr(dmalint_notice_text(n), "acme_read"));
	CU_ASSERT_PTR_NOT_NULL(dmalint_notice_detail(n));
}

static void test_files_and_notices(void)
{
	struct api_folder folder;
	struct dmalint_scan_options options;
	struct dmalint_scan *scan;
	const struct dmalint_files *files;
	const struct dmalint_totals *totals;

	api_begin(&folder);
	api_write(&folder, "probe.c", clean_driver);
	api_write(&folder, "read.c", damaged_driver);
	api_write(&folder, "other.c", "int other;\n");
	options = api_options(&folder);
	options.flags |= DMALINT_SCAN_PARSE_ONLY;
	scan = api_open(&options);
	files = dmalint_scan_files(scan);
	CU_ASSERT_EQUAL(dmalint_files_count(files), 2);
	CU_ASSERT_EQUAL(dmalint_file_health(dmalint_files_at(files, 0)), DMALINT_HEALTH_PENDING);
	CU_ASSERT_EQUAL(dmalint_scan_notice_count(scan), 0);
	CU_ASSERT_EQUAL(dmalint_scan_run(scan, NULL), DMALINT_OK);
	files = dmalint_scan_files(scan);
	CU_ASSERT_EQUAL_FATAL(dmalint_files_count(files), 2);
	CU_ASSERT_PTR_NULL(dmalint_files_at(files, 2));
	check_whole(dmalint_files_at(files, 0));
	check_damaged(dmalint_files_at(files, 1));
	check_notice(scan);
	CU_ASSERT_TRUE(dmalint_scan_is_incomplete(scan));
	totals = dmalint_scan_totals(scan);
	CU_ASSERT_EQUAL(totals->size, sizeof(*totals));
	CU_ASSERT_EQUAL(totals->seen, 3);
	CU_ASSERT_EQUAL(totals->candidates, 2);
	CU_ASSERT_EQUAL(totals->files, 2);
	CU_ASSERT_EQUAL(totals->incomplete, 1);
	CU_ASSERT_EQUAL(totals->degraded, 1);
	CU_ASSERT_EQUAL_FATAL(dmalint_scan_reason_count(scan), 1);
	CU_ASSERT_PTR_NULL(dmalint_scan_reason(scan, 1));
	CU_ASSERT_EQUAL(dmalint_reason_functions(dmalint_scan_reason(scan, 0)), 1);
	CU_ASSERT_EQUAL(dmalint_reason_dma_functions(dmalint_scan_reason(scan, 0)), 1);
	CU_ASSERT(strlen(dmalint_reason_text(dmalint_scan_reason(scan, 0))) > 0);
	dmalint_scan_free(scan);
	api_end(&folder);
}

static void test_max_files_and_all_files(void)
{
	struct api_folder folder;
	struct dmalint_scan_options options;
	struct dmalint_scan *scan;

	api_begin(&folder);
	api_write(&folder, "a.c", clean_driver);
	api_write(&folder, "b.c", clean_driver);
	api_write(&folder, "c.c", "int c;\n");
	options = api_options(&folder);
	options.max_files = 1;
	scan = api_scan(&options);
	CU_ASSERT_EQUAL(dmalint_scan_totals(scan)->files, 1);
	CU_ASSERT_EQUAL(dmalint_scan_totals(scan)->candidates, 2);
	dmalint_scan_free(scan);
	options.max_files = 0;
	options.flags |= DMALINT_SCAN_ALL_FILES;
	scan = api_scan(&options);
	CU_ASSERT_EQUAL(dmalint_scan_totals(scan)->files, 3);
	dmalint_scan_free(scan);
	api_end(&folder);
}

static void test_explanation(void)
{
	struct api_folder folder;
	struct dmalint_scan_options options;
	struct dmalint_scan *scan;
	const char *text;

	api_begin(&folder);
	api_write(&folder, "send.c", buggy_driver);
	options = api_options(&folder);
	scan = api_open(&options);
	text = dmalint_scan_explain(scan);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "because:"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "flags of send.c"));
	CU_ASSERT_PTR_EQUAL(dmalint_scan_explain(scan), text);
	dmalint_scan_free(scan);
	CU_ASSERT_STRING_EQUAL(dmalint_arch_name(0), "x86_64");
	CU_ASSERT_PTR_NULL(dmalint_arch_name(dmalint_arch_count()));
	api_end(&folder);
}

/* ---- progress and cancelling ---- */

struct watcher {
	int calls;
	const char *cancel_in; /* phase; NULL: never */
	size_t files;
	size_t done;
};

static int watch(void *arg, const struct dmalint_progress *p)
{
	struct watcher *w = arg;

	CU_ASSERT_EQUAL(p->size, sizeof(*p));
	CU_ASSERT_PTR_NOT_NULL(p->phase);
	w->files = p->files;
	w->done = p->done;
	w->calls++;
	return w->cancel_in && strcmp(p->phase, w->cancel_in) == 0;
}

static void test_progress(void)
{
	struct api_folder folder;
	struct dmalint_scan_options options;
	struct dmalint_scan *scan;
	struct watcher w = {0};

	api_begin(&folder);
	api_write(&folder, "send.c", buggy_driver);
	options = api_options(&folder);
	options.progress = watch;
	options.progress_arg = &w;
	scan = api_scan(&options);
	CU_ASSERT(w.calls >= 2);
	CU_ASSERT_EQUAL(w.files, 1);
	CU_ASSERT_EQUAL(w.done, 1);
	dmalint_scan_free(scan);

	w = (struct watcher){.cancel_in = "choosing files"};
	CU_ASSERT_EQUAL(dmalint_scan_open(&scan, &options, NULL), DMALINT_ERR_CANCELLED);
	CU_ASSERT_PTR_NULL(scan);

	w = (struct watcher){.cancel_in = "building the precompiled header"};
	scan = api_open(&options);
	CU_ASSERT_EQUAL(dmalint_scan_run(scan, NULL), DMALINT_ERR_CANCELLED);
	CU_ASSERT_EQUAL(dmalint_findings_count(dmalint_scan_findings(scan)), 0);
	CU_ASSERT_EQUAL(dmalint_file_health(dmalint_files_at(dmalint_scan_files(scan), 0)),
			DMALINT_HEALTH_PENDING);
	dmalint_scan_free(scan);
	api_end(&folder);
}

static void test_cancelled_before_it_runs_and_run_once(void)
{
	struct api_folder folder;
	struct dmalint_scan_options options;
	struct dmalint_error error = {0};
	struct dmalint_scan *scan;

	api_begin(&folder);
	api_write(&folder, "send.c", buggy_driver);
	options = api_options(&folder);
	scan = api_open(&options);
	dmalint_scan_cancel(scan);
	CU_ASSERT_EQUAL(dmalint_scan_run(scan, &error), DMALINT_ERR_CANCELLED);
	CU_ASSERT_EQUAL(error.status, DMALINT_ERR_CANCELLED);
	CU_ASSERT_EQUAL(dmalint_scan_run(scan, &error), DMALINT_ERR_INVALID);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "once"));
	dmalint_scan_free(scan);
	api_end(&folder);
}

/* ---- unsaved files ---- */

/* How many findings there are when @text stands for the file @name of @folder. */
static size_t count_with(const struct api_folder *folder, const char *name, const char *text,
			 uint64_t *suppressed)
{
	struct dmalint_scan_options options = api_options(folder);
	struct dmalint_unsaved_file unsaved = {.text = text, .length = strlen(text)};
	struct dmalint_scan *scan;
	char path[600];
	size_t count;

	snprintf(path, sizeof(path), "%s/%s", folder->path, name);
	unsaved.path = path;
	options.unsaved = &unsaved;
	options.unsaved_count = 1;
	scan = api_scan(&options);
	count = dmalint_findings_count(dmalint_scan_findings(scan));
	*suppressed = dmalint_scan_totals(scan)->suppressed;
	dmalint_scan_free(scan);
	return count;
}

static void test_unsaved(void)
{
	static const char allowed[] =
		"#include <linux/dma-mapping.h>\n"
		"#include <linux/io.h>\n"
		"int acme_send(struct device *dev, void __iomem *regs, void *p)\n"
		"{\n"
		"	/* dmalint: allow(DMA101) no IOMMU */\n"
		"	dma_addr_t dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);\n"
		"\n"
		"	writel(lower_32_bits(dma), regs);\n"
		"	return 0;\n"
		"}\n";
	struct api_folder folder;
	struct dmalint_scan_options options;
	struct dmalint_unsaved_file nameless = {.text = "", .length = 0};
	struct dmalint_scan *scan;
	uint64_t suppressed;

	api_begin(&folder);
	api_write(&folder, "send.c", buggy_driver);
	api_write(&folder, "other.c", "int nothing;\n");
	CU_ASSERT_EQUAL(count_with(&folder, "send.c", clean_driver, &suppressed), 0);
	CU_ASSERT_EQUAL(suppressed, 0);
	CU_ASSERT_EQUAL(count_with(&folder, "send.c", allowed, &suppressed), 0);
	CU_ASSERT_EQUAL(suppressed, 1);
	/* it is what the text says that makes a file one to scan */
	CU_ASSERT_EQUAL(count_with(&folder, "other.c", buggy_driver, &suppressed), 2);
	CU_ASSERT_EQUAL(count_with(&folder, "./other.c", buggy_driver, &suppressed), 2);
	/* no longer DMA at all, and not even C */
	CU_ASSERT_EQUAL(count_with(&folder, "send.c", "", &suppressed), 0);
	CU_ASSERT_EQUAL(count_with(&folder, "send.c", "dma_map_single(", &suppressed), 0);
	/* what is not on the disk is not scanned */
	CU_ASSERT_EQUAL(count_with(&folder, "new.c", buggy_driver, &suppressed), 1);
	CU_ASSERT_EQUAL(count_with(&folder, "no-folder/new.c", buggy_driver, &suppressed), 1);

	options = api_options(&folder);
	options.unsaved = &nameless;
	options.unsaved_count = 1;
	CU_ASSERT_EQUAL(dmalint_scan_open(&scan, &options, NULL), DMALINT_ERR_INVALID);
	api_end(&folder);
}

/* A tree as it was, or will be: files that the disk does not have, and has. */
static void test_another_version(void)
{
	static const char makefile[] = "obj-m += acme.o\nacme-y := new.o gone.o\n";
	struct api_folder folder;
	struct dmalint_scan_options options;
	struct dmalint_unsaved_file files[3] = {
		{.text = buggy_driver, .length = strlen(buggy_driver)},
		{.text = NULL},
		{.text = makefile, .length = strlen(makefile)},
	};
	char paths[3][600];
	const char *asked[1];
	struct dmalint_scan *scan;

	api_begin(&folder);
	api_write(&folder, "gone.c", buggy_driver);
	snprintf(paths[0], 600, "%s/new.c", folder.path);
	snprintf(paths[1], 600, "%s/gone.c", folder.path);
	snprintf(paths[2], 600, "%s/Makefile", folder.path);
	for (size_t i = 0; i < 3; i++)
		files[i].path = paths[i];
	options = api_options(&folder);
	asked[0] = paths[0];
	options.paths = asked;
	options.path_count = 1;
	CU_ASSERT_EQUAL(dmalint_scan_open(&scan, &options, NULL), DMALINT_ERR_NOT_FOUND);
	options.unsaved = files;
	options.unsaved_count = 3;
	options.flags |= DMALINT_SCAN_MODULES;
	scan = api_scan(&options);
	CU_ASSERT_EQUAL(dmalint_files_count(dmalint_scan_files(scan)), 1);
	CU_ASSERT(dmalint_findings_count(dmalint_scan_findings(scan)) > 0);
	CU_ASSERT_EQUAL(dmalint_scan_exit_status(scan), 1);
	dmalint_scan_free(scan);

	/* the disk has the other one of the module */
	options.unsaved_count = 1;
	api_write(&folder, "Makefile", makefile);
	scan = api_scan(&options);
	CU_ASSERT_EQUAL(dmalint_files_count(dmalint_scan_files(scan)), 2);
	dmalint_scan_free(scan);
	asked[0] = paths[1];
	options.unsaved = &files[1];
	CU_ASSERT_EQUAL(dmalint_scan_open(&scan, &options, NULL), DMALINT_ERR_NOT_FOUND);
	api_end(&folder);
}

struct knowing {
	size_t asked;
	const char *rule;
};

static const char *knows(void *arg, const struct dmalint_finding *finding, const char *root)
{
	struct knowing *k = arg;

	k->asked++;
	CU_ASSERT(root[0] == '/' && dmalint_finding_place(finding).path[0] != '/');
	CU_ASSERT(dmalint_finding_fingerprint(finding) != 0);
	return strcmp(dmalint_finding_rule(finding), k->rule) == 0 ? "seen before" : NULL;
}

static void test_what_the_caller_knows(void)
{
	struct api_folder folder;
	struct dmalint_scan_options options;
	struct knowing k = {.rule = "DMA101"};
	struct dmalint_scan *scan;
	const struct dmalint_findings *findings;

	api_begin(&folder);
	api_write(&folder, "send.c", buggy_driver);
	options = api_options(&folder);
	options.known = knows;
	options.known_arg = &k;
	options.flags |= DMALINT_SCAN_SUPPRESSED;
	scan = api_scan(&options);
	findings = dmalint_scan_findings(scan);
	CU_ASSERT(k.asked > 0);
	for (size_t i = 0; i < dmalint_findings_count(findings); i++) {
		const struct dmalint_finding *f = dmalint_findings_at(findings, i);
		bool is_known = strcmp(dmalint_finding_rule(f), "DMA101") == 0;

		CU_ASSERT_EQUAL(dmalint_finding_suppression(f),
				is_known ? DMALINT_SUPPRESSED_EXTERNAL : DMALINT_NOT_SUPPRESSED);
		if (is_known)
			CU_ASSERT_STRING_EQUAL(dmalint_finding_justification(f), "seen before");
	}
	CU_ASSERT_EQUAL(dmalint_scan_totals(scan)->suppressed, 1);
	dmalint_scan_free(scan);
	api_end(&folder);
}

static void test_one_architecture(void)
{
	struct api_folder folder;
	struct dmalint_scan_options options;
	struct dmalint_error error;
	struct dmalint_scan *scan;

	api_begin(&folder);
	api_write(&folder, "send.c", buggy_driver);
	options = api_options(&folder);
	options.arch = "x86_64";
	scan = api_scan(&options);
	CU_ASSERT_STRING_EQUAL(dmalint_file_arch(dmalint_files_at(dmalint_scan_files(scan), 0)), "x86_64");
	dmalint_scan_free(scan);
	options.arch = "arm64"; /* the stubs are for one */
	CU_ASSERT_EQUAL(dmalint_scan_open(&scan, &options, &error), DMALINT_ERR_INVALID);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "stubs for x86_64"));
	options.arch = "vax";
	CU_ASSERT_EQUAL(dmalint_scan_open(&scan, &options, &error), DMALINT_ERR_INVALID);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "'vax'"));
	api_end(&folder);
}

/* ---- debug.h ---- */

struct text {
	char data[4096];
	size_t len;
};

static int collect(void *arg, const void *data, size_t size)
{
	struct text *text = arg;

	if (size >= sizeof(text->data) - text->len)
		return 28;
	memcpy(text->data + text->len, data, size);
	text->len += size;
	text->data[text->len] = '\0';
	return 0;
}

static void test_ir_and_trace(void)
{
	struct api_folder folder;
	struct dmalint_debug_options debug = {.size = sizeof(debug)};
	struct dmalint_scan_options options;
	struct dmalint_scan *scan;
	struct text text = {0};

	api_begin(&folder);
	api_write(&folder, "send.c", buggy_driver);
	options = api_options(&folder);
	options.debug = &debug;
	scan = api_scan(&options);
	CU_ASSERT_STRING_EQUAL(dmalint_debug_trace(scan), "");
	CU_ASSERT_EQUAL(dmalint_debug_ir(scan, 0, NULL, collect, &text, NULL),
			DMALINT_ERR_NOT_FOUND);
	dmalint_scan_free(scan);

	debug.flags = DMALINT_DEBUG_KEEP_IR;
	debug.trace_function = "acme_send";
	scan = api_scan(&options);
	CU_ASSERT_PTR_NOT_NULL(strstr(dmalint_debug_trace(scan), "acme_send"));
	CU_ASSERT_EQUAL(dmalint_debug_ir(scan, 0, "acme_send", collect, &text, NULL), DMALINT_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(text.data, "dma_map_single"));
	CU_ASSERT_EQUAL(dmalint_debug_ir(scan, 0, "acme_none", collect, &text, NULL),
			DMALINT_ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(dmalint_debug_ir(scan, 1, NULL, collect, &text, NULL),
			DMALINT_ERR_NOT_FOUND);
	dmalint_scan_free(scan);
	api_end(&folder);
}

DL_TEST_MAIN("api scan", DL_TEST(test_findings), DL_TEST(test_confidence_and_rules_select),
	     DL_TEST(test_files_and_notices), DL_TEST(test_max_files_and_all_files),
	     DL_TEST(test_explanation), DL_TEST(test_progress),
	     DL_TEST(test_cancelled_before_it_runs_and_run_once), DL_TEST(test_unsaved), DL_TEST(test_another_version),
	     DL_TEST(test_what_the_caller_knows), DL_TEST(test_one_architecture),
	     DL_TEST(test_ir_and_trace))
