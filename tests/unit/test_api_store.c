/* SPDX-License-Identifier: Apache-2.0 */
/* A store through the public interface: what a scan has kept, found again, with its history. */
#include "api_fixture.h"

#include <inttypes.h>

struct kept {
	struct api_folder folder;
	char path[300];
	struct dmalint_store *store;
	int64_t scan;
};

static void keep_scan(struct kept *k, int expected)
{
	struct dmalint_scan_options options = api_options(&k->folder);
	struct dmalint_scan *scan;

	options.store = k->store;
	options.command_line = "scan it";
	options.min_confidence = DMALINT_CONFIDENCE_HIGH;
	scan = api_scan(&options);
	CU_ASSERT_EQUAL(dmalint_findings_count(dmalint_scan_findings(scan)), (size_t)expected);
	CU_ASSERT_PTR_NULL(dmalint_scan_store_error(scan));
	k->scan = dmalint_scan_store_id(scan);
	CU_ASSERT(k->scan > 0);
	dmalint_scan_free(scan);
}

/* One finding of high confidence, one of medium, one file that could not be read whole. */
static void keep(struct kept *k)
{
	api_begin(&k->folder);
	api_write(&k->folder, "ring.c", doubtful_driver);
	api_write(&k->folder, "send.c", buggy_driver);
	api_write(&k->folder, "read.c", damaged_driver);
	snprintf(k->path, sizeof(k->path), "%s/sub/s.db", k->folder.path);
	CU_ASSERT_EQUAL_FATAL(dmalint_store_open(&k->store, k->path, DMALINT_STORE_CREATE, NULL),
			      DMALINT_OK);
	keep_scan(k, 1);
}

static void drop(struct kept *k)
{
	dmalint_store_close(k->store);
	api_end(&k->folder);
}

static void test_readers_make_nothing(void)
{
	struct api_folder folder;
	struct dmalint_store *store = (struct dmalint_store *)1;
	struct dmalint_error error = {0};
	char path[300];

	api_begin(&folder);
	snprintf(path, sizeof(path), "%s/none.db", folder.path);
	CU_ASSERT_EQUAL(dmalint_store_open(&store, path, 0, &error), DMALINT_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NULL(store);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "none.db"));
	CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
	CU_ASSERT_EQUAL(dmalint_store_open(&store, folder.path, DMALINT_STORE_CREATE, NULL),
			DMALINT_ERR_INVALID);
	CU_ASSERT_EQUAL(dmalint_store_open(&store, path, 1U << 30, NULL), DMALINT_ERR_INVALID);
	dmalint_store_close(NULL);
	dmalint_stored_scans_free(NULL);
	dmalint_findings_free(NULL);
	dmalint_files_free(NULL);
	api_end(&folder);
}

static void test_default_place(void)
{
	struct api_folder folder;
	struct dmalint_store *store;

	api_begin(&folder);
	setenv("XDG_CACHE_HOME", folder.path, 1);
	CU_ASSERT_EQUAL(dmalint_store_open(&store, NULL, 0, NULL), DMALINT_ERR_NOT_FOUND);
	CU_ASSERT_EQUAL_FATAL(dmalint_store_open(&store, NULL, DMALINT_STORE_CREATE, NULL),
			      DMALINT_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(dmalint_store_path(store), "/dmalint/dmalint.db"));
	CU_ASSERT_EQUAL(access(dmalint_store_path(store), F_OK), 0);
	dmalint_store_close(store);
	unsetenv("XDG_CACHE_HOME");
	unsetenv("HOME");
	CU_ASSERT_EQUAL(dmalint_store_open(&store, NULL, DMALINT_STORE_CREATE, NULL),
			DMALINT_ERR_NOT_FOUND);
	api_end(&folder);
}

static void test_scans(void)
{
	struct kept k;
	struct dmalint_stored_scans *scans;
	const struct dmalint_stored_scan *s;
	const struct dmalint_stored_counts *counts;

	keep(&k);
	keep_scan(&k, 1);
	CU_ASSERT_EQUAL_FATAL(dmalint_store_scans(k.store, &scans, NULL), DMALINT_OK);
	CU_ASSERT_EQUAL_FATAL(dmalint_stored_scans_count(scans), 2);
	CU_ASSERT_PTR_NULL(dmalint_stored_scans_at(scans, 2));
	s = dmalint_stored_scans_at(scans, 0);
	CU_ASSERT_EQUAL(dmalint_stored_scan_id(s), k.scan);
	CU_ASSERT_EQUAL(dmalint_stored_scan_id(dmalint_stored_scans_at(scans, 1)), k.scan - 1);
	CU_ASSERT_STRING_EQUAL(dmalint_stored_scan_command_line(s), "scan it");
	CU_ASSERT_PTR_NOT_NULL(strstr(dmalint_stored_scan_root(s), "dl-api-"));
	CU_ASSERT_STRING_EQUAL(dmalint_stored_scan_version(s), dmalint_version());
	CU_ASSERT(dmalint_stored_scan_started(s) > 0);
	CU_ASSERT(dmalint_stored_scan_finished(s) >= dmalint_stored_scan_started(s));
	CU_ASSERT_FALSE(dmalint_stored_scan_was_cancelled(s));
	counts = dmalint_stored_scan_counts(s);
	CU_ASSERT_EQUAL(counts->size, sizeof(*counts));
	CU_ASSERT_EQUAL(counts->files, 3);
	CU_ASSERT_EQUAL(counts->findings, 2);
	CU_ASSERT_EQUAL(counts->degraded_files, 1);
	CU_ASSERT_EQUAL(counts->lost_files, 0);
	drop(&k);
	CU_ASSERT_EQUAL(dmalint_stored_scan_id(s), k.scan); /* answers outlive the store */
	dmalint_stored_scans_free(scans);
}

static size_t listed(struct kept *k, struct dmalint_filter filter)
{
	struct dmalint_findings *findings = NULL;
	size_t count;

	filter.size = sizeof(filter);
	CU_ASSERT_EQUAL_FATAL(dmalint_store_findings(k->store, k->scan, &filter, &findings, NULL),
			      DMALINT_OK);
	count = dmalint_findings_count(findings);
	dmalint_findings_free(findings);
	return count;
}

static void test_findings_of_a_scan(void)
{
	struct kept k;
	struct dmalint_findings *findings;
	const struct dmalint_finding *f;
	struct dmalint_filter bad = {0};

	keep(&k);
	CU_ASSERT_EQUAL(listed(&k, (struct dmalint_filter){0}), 2);
	CU_ASSERT_EQUAL(listed(&k, (struct dmalint_filter){.rule = "DMA101"}), 1);
	CU_ASSERT_EQUAL(listed(&k, (struct dmalint_filter){.rule = "DMA701"}), 0);
	CU_ASSERT_EQUAL(listed(&k, (struct dmalint_filter){.path_prefix = "ring"}), 1);
	CU_ASSERT_EQUAL(
		listed(&k, (struct dmalint_filter){.min_confidence = DMALINT_CONFIDENCE_HIGH}), 1);
	CU_ASSERT_EQUAL(dmalint_store_findings(k.store, k.scan, &bad, &findings, NULL),
			DMALINT_ERR_INVALID);
	CU_ASSERT_EQUAL(dmalint_store_findings(k.store, 99, NULL, &findings, NULL),
			DMALINT_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NULL(findings);
	CU_ASSERT_EQUAL_FATAL(dmalint_store_findings(k.store, k.scan, NULL, &findings, NULL),
			      DMALINT_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(dmalint_findings_root(findings), "dl-api-"));
	f = dmalint_findings_at(findings, 1);
	CU_ASSERT_STRING_EQUAL(dmalint_finding_place(f).path, "send.c");
	CU_ASSERT(dmalint_finding_step_count(f) >= 2);
	CU_ASSERT(dmalint_finding_id(f) > 0);
	CU_ASSERT_EQUAL(dmalint_finding_scan(f), k.scan);
	drop(&k);
	CU_ASSERT_STRING_EQUAL(dmalint_finding_rule(f), "DMA101");
	dmalint_findings_free(findings);
}

static void test_one_finding_and_its_history(void)
{
	struct kept k;
	struct dmalint_findings *first, *second;
	const struct dmalint_finding *f;
	char reference[32];

	keep(&k);
	CU_ASSERT_EQUAL_FATAL(dmalint_store_find(k.store, "1", &first, NULL), DMALINT_OK);
	CU_ASSERT_EQUAL_FATAL(dmalint_findings_count(first), 1);
	f = dmalint_findings_at(first, 0);
	CU_ASSERT_EQUAL(dmalint_finding_id(f), 1);
	keep_scan(&k, 1);
	snprintf(reference, sizeof(reference), "%016" PRIx64, dmalint_finding_fingerprint(f));
	reference[8] = '\0';
	CU_ASSERT_EQUAL_FATAL(dmalint_store_find(k.store, reference, &second, NULL), DMALINT_OK);
	f = dmalint_findings_at(second, 0);
	CU_ASSERT_EQUAL(dmalint_finding_scan(f), k.scan);
	CU_ASSERT_EQUAL(dmalint_finding_first_scan(f), k.scan - 1);
	CU_ASSERT(dmalint_finding_first_seen(f) > 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(dmalint_findings_root(second), "dl-api-"));
	dmalint_findings_free(first);
	CU_ASSERT_EQUAL(dmalint_store_find(k.store, "99999", &first, NULL), DMALINT_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NULL(first);
	CU_ASSERT_NOT_EQUAL(dmalint_store_find(k.store, "xyzzy", &first, NULL), DMALINT_OK);
	dmalint_findings_free(second);
	drop(&k);
}

static void test_files(void)
{
	struct kept k;
	struct dmalint_files *files;
	const struct dmalint_file *f;

	keep(&k);
	CU_ASSERT_EQUAL_FATAL(dmalint_store_files(k.store, k.scan, 0, &files, NULL), DMALINT_OK);
	CU_ASSERT_EQUAL(dmalint_files_count(files), 3);
	f = dmalint_files_at(files, 2);
	CU_ASSERT_STRING_EQUAL(dmalint_file_path(f), "send.c");
	CU_ASSERT_EQUAL(dmalint_file_health(f), DMALINT_HEALTH_OK);
	CU_ASSERT_PTR_NULL(dmalint_file_chosen_because(f));
	CU_ASSERT_EQUAL(dmalint_file_arch_count(f), 0);
	dmalint_files_free(files);
	CU_ASSERT_EQUAL_FATAL(
		dmalint_store_files(k.store, k.scan, DMALINT_FILES_TROUBLED, &files, NULL),
		DMALINT_OK);
	CU_ASSERT_EQUAL_FATAL(dmalint_files_count(files), 1);
	f = dmalint_files_at(files, 0);
	CU_ASSERT_EQUAL(dmalint_file_health(f), DMALINT_HEALTH_INCOMPLETE);
	CU_ASSERT_EQUAL(dmalint_file_counts(f)->dma_degraded, 1);
	CU_ASSERT_STRING_EQUAL(dmalint_degraded_function(dmalint_file_degraded(f, 0)), "acme_read");
	dmalint_files_free(files);
	drop(&k);
}

DL_TEST_MAIN("api store", DL_TEST(test_readers_make_nothing), DL_TEST(test_default_place),
	     DL_TEST(test_scans), DL_TEST(test_findings_of_a_scan),
	     DL_TEST(test_one_finding_and_its_history), DL_TEST(test_files))
