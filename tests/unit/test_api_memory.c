/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each allocation of a public call fails in turn, in dmalint, in SQLite and in Jansson: the call
 * returns an error, leaves no process, descriptor or lock behind, and the next one works. Sanitizers
 * say whether memory leaks.
 */
#include <dirent.h>
#include <dmalint/debug.h>
#include <errno.h>
#include <jansson.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include "api_fixture.h"
#include "base/heap.h"

/* ---- the libraries' allocations count, too ---- */

static sqlite3_mem_methods sqlite;

static void *sqlite_malloc(int size)
{
	return dl_heap_fails() ? NULL : sqlite.xMalloc(size);
}

static void *sqlite_realloc(void *ptr, int size)
{
	return dl_heap_fails() ? NULL : sqlite.xRealloc(ptr, size);
}

static void *jansson_malloc(size_t size)
{
	return dl_heap_fails() ? NULL : malloc(size);
}

static void set_up_libraries(void)
{
	static bool done;
	sqlite3_mem_methods ours;

	if (done)
		return;
	done = true;
	if (sqlite3_shutdown() || sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite))
		abort();
	ours = sqlite;
	ours.xMalloc = sqlite_malloc;
	ours.xRealloc = sqlite_realloc;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) ||
	    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0))
		abort();
	json_set_alloc_funcs(jansson_malloc, free);
}

/* ---- one call after the other ---- */

struct fixture {
	struct api_folder folder;
	struct dmalint_scan_options options;
	struct dmalint_debug_options debug;
	struct dmalint_store *store;
	struct dmalint_scan *scan; /* done */
	int64_t kept;		   /* its number in the store */
	char path[300];		   /* of the store */
	char output[300];
	const char *format;
	char text[1 << 19];
	size_t len;
};

static void begin(struct fixture *f)
{
	set_up_libraries();
	memset(f, 0, sizeof(*f));
	api_begin(&f->folder);
	api_write(&f->folder, "buggy.c", buggy_driver);
	api_write(&f->folder, "damaged.c", damaged_driver);
	api_write(&f->folder, "doubtful.c", doubtful_driver);
	snprintf(f->path, sizeof(f->path), "%s/store.db", f->folder.path);
	snprintf(f->output, sizeof(f->output), "%s/output", f->folder.path);
	f->debug = (struct dmalint_debug_options){
		.size = sizeof(f->debug),
		.flags = DMALINT_DEBUG_KEEP_IR,
		.trace_function = "acme_send",
	};
	f->options = api_options(&f->folder);
	f->options.min_confidence = DMALINT_CONFIDENCE_LOW;
	f->options.debug = &f->debug;
	CU_ASSERT_EQUAL_FATAL(dmalint_store_open(&f->store, f->path, DMALINT_STORE_CREATE, NULL),
			      DMALINT_OK);
	f->options.store = f->store;
	f->scan = api_scan(&f->options);
	f->kept = dmalint_scan_store_id(f->scan);
	CU_ASSERT_PTR_NULL(dmalint_scan_store_error(f->scan));
}

static void end(struct fixture *f)
{
	dmalint_scan_free(f->scan);
	dmalint_store_close(f->store);
	api_end(&f->folder);
}

static size_t open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t count = 0;

	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

/* Makes and frees all that the call gives; its status. */
typedef enum dmalint_status (*call_fn)(struct fixture *f, struct dmalint_error *error);

static void expect_nothing_left(size_t descriptors)
{
	CU_ASSERT_EQUAL(open_descriptors(), descriptors);
	CU_ASSERT(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

/* The first @dense allocations fail in turn, of those after them some. Returns how many failed. */
static unsigned int exhaust(struct fixture *f, call_fn call, unsigned long dense)
{
	unsigned int failed = 0;
	size_t descriptors;

	/* SQLite keeps a descriptor of a file that somebody else has open, and uses it again */
	CU_ASSERT_EQUAL(call(f, NULL), DMALINT_OK);
	descriptors = open_descriptors();
	for (unsigned long n = 1;; n += n < dense ? 1 : n / 6) {
		struct dmalint_error error = {0};
		enum dmalint_status status;
		bool fired;

		dl_heap_fail_at(n);
		status = call(f, &error);
		fired = dl_heap_fail_at(0) == 0;
		expect_nothing_left(descriptors);
		if (!fired) {
			CU_ASSERT_EQUAL(status, DMALINT_OK);
			break;
		}
		failed++;
		/* SQLite can do without some, such as its cache of pages */
		CU_ASSERT(status == DMALINT_ERR_NO_MEMORY || status == DMALINT_OK);
		if (status == DMALINT_ERR_NO_MEMORY)
			CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "memory"));
		if (failed % 8 == 1) {
			CU_ASSERT_EQUAL(call(f, NULL), DMALINT_OK);
			expect_nothing_left(descriptors);
		}
	}
	return failed;
}

/* ---- scans ---- */

static enum dmalint_status open_scan(struct fixture *f, struct dmalint_error *error)
{
	struct dmalint_scan *scan;
	enum dmalint_status status = dmalint_scan_open(&scan, &f->options, error);

	CU_ASSERT_EQUAL(scan != NULL, status == DMALINT_OK);
	if (scan)
		CU_ASSERT_EQUAL(dmalint_files_count(dmalint_scan_files(scan)), 3);
	dmalint_scan_free(scan);
	return status;
}

/* Every view of a scan can be asked for, whatever became of it. */
static void look_at(struct dmalint_scan *scan, bool done)
{
	const struct dmalint_findings *findings = dmalint_scan_findings(scan);

	CU_ASSERT(!done || dmalint_findings_count(findings) == 2);
	for (size_t i = 0; i < dmalint_findings_count(findings); i++)
		CU_ASSERT_PTR_NOT_NULL(dmalint_finding_rule(dmalint_findings_at(findings, i)));
	for (size_t i = 0; i < dmalint_files_count(dmalint_scan_files(scan)); i++)
		CU_ASSERT_PTR_NOT_NULL(
			dmalint_file_path(dmalint_files_at(dmalint_scan_files(scan), i)));
	for (size_t i = 0; i < dmalint_scan_notice_count(scan); i++)
		CU_ASSERT_PTR_NOT_NULL(dmalint_notice_text(dmalint_scan_notice(scan, i)));
	for (size_t i = 0; i < dmalint_scan_reason_count(scan); i++)
		CU_ASSERT_PTR_NOT_NULL(dmalint_reason_text(dmalint_scan_reason(scan, i)));
	CU_ASSERT_EQUAL(dmalint_scan_totals(scan)->size, sizeof(struct dmalint_totals));
	CU_ASSERT_EQUAL(dmalint_scan_run(scan, NULL), DMALINT_ERR_INVALID);
}

static enum dmalint_status run_scan(struct fixture *f, struct dmalint_error *error)
{
	unsigned long n = dl_heap_fail_at(0);
	struct dmalint_scan *scan = api_open(&f->options);
	enum dmalint_status status;

	dl_heap_fail_at(n);
	status = dmalint_scan_run(scan, error);
	n = dl_heap_fail_at(0);
	/* a store that runs out of memory is no failure of the scan */
	if (status == DMALINT_OK && dmalint_scan_store_error(scan))
		CU_ASSERT_PTR_NOT_NULL(strstr(dmalint_scan_store_error(scan), "memory"));
	look_at(scan, status == DMALINT_OK);
	dmalint_scan_free(scan);
	dl_heap_fail_at(n);
	return status;
}

static void test_scan(void)
{
	struct fixture f;

	begin(&f);
	CU_ASSERT(exhaust(&f, open_scan, 100) > 12);
	f.options.store = NULL;
	CU_ASSERT(exhaust(&f, run_scan, 40) > 8);
	end(&f);
}

static void test_scan_with_store(void)
{
	struct fixture f;

	begin(&f);
	CU_ASSERT(exhaust(&f, run_scan, 40) > 30);
	/* the store was not harmed */
	CU_ASSERT_EQUAL(run_scan(&f, NULL), DMALINT_OK);
	end(&f);
}

static enum dmalint_status parser_version(struct fixture *f, struct dmalint_error *error)
{
	enum dmalint_status status = dmalint_parser_version(f->text, sizeof(f->text), error);

	CU_ASSERT_EQUAL(strncmp(f->text, "clang ", 6) == 0, status == DMALINT_OK);
	return status;
}

static void test_parser_version(void)
{
	struct fixture f;

	begin(&f);
	CU_ASSERT(exhaust(&f, parser_version, 100) > 3);
	end(&f);
}

static enum dmalint_status open_models(struct fixture *f, struct dmalint_error *error)
{
	struct dmalint_models *models;
	enum dmalint_status status = dmalint_models_open(&models, NULL, 0, error);

	(void)f;
	CU_ASSERT_EQUAL(models != NULL, status == DMALINT_OK);
	dmalint_models_free(models);
	return status;
}

static void test_models(void)
{
	struct fixture f;
	struct dmalint_models *models;

	begin(&f);
	/* Jansson's parser ends the process when it gets no memory: its allocations do not fail here */
	json_set_alloc_funcs(malloc, free);
	CU_ASSERT(exhaust(&f, open_models, 40) > 30);
	CU_ASSERT_EQUAL_FATAL(dmalint_models_open(&models, NULL, 0, NULL), DMALINT_OK);
	dl_heap_fail_at(1);
	CU_ASSERT_PTR_NULL(dmalint_models_explain(models, 0));
	CU_ASSERT_EQUAL(dl_heap_fail_at(0), 0);
	CU_ASSERT_PTR_NOT_NULL(dmalint_models_explain(models, 0));
	dmalint_models_free(models);
	json_set_alloc_funcs(jansson_malloc, free);
	end(&f);
}

/* ---- outputs ---- */

static int collect(void *arg, const void *data, size_t size)
{
	struct fixture *f = arg;

	if (size > sizeof(f->text))
		return ENOSPC;
	memcpy(f->text, data, size);
	f->len = size;
	return 0;
}

static enum dmalint_status emit(struct fixture *f, struct dmalint_error *error)
{
	const struct dmalint_emit_options options = {.size = sizeof(options), .base_dir = "/"};

	f->len = 0;
	return dmalint_emit(dmalint_scan_findings(f->scan), f->format, &options, collect, f, error);
}

static void test_emit(void)
{
	struct fixture f;
	char *whole = malloc(sizeof(f.text));

	begin(&f);
	for (size_t i = 0; i < dmalint_format_count(); i++) {
		size_t len;

		f.format = dmalint_format_name(i);
		CU_ASSERT_EQUAL(emit(&f, NULL), DMALINT_OK);
		memcpy(whole, f.text, f.len);
		len = f.len;
		CU_ASSERT(exhaust(&f, emit, 400) > 3);
		CU_ASSERT(f.len == len);
		/* times differ */
		if (strcmp(f.format, "json") != 0 && strcmp(f.format, "sarif") != 0)
			CU_ASSERT_EQUAL(memcmp(whole, f.text, len), 0);
	}
	free(whole);
	end(&f);
}

static enum dmalint_status emit_path(struct fixture *f, struct dmalint_error *error)
{
	return dmalint_emit_path(dmalint_scan_findings(f->scan), "gcc", NULL, f->output, error);
}

static void test_emit_path(void)
{
	struct fixture f;
	unsigned int files = 0;
	DIR *dir;

	begin(&f);
	CU_ASSERT(exhaust(&f, emit_path, 400) > 4);
	/* no half-written file */
	dir = opendir(f.folder.path);
	for (struct dirent *e; (e = readdir(dir)) != NULL;)
		files += strstr(e->d_name, ".tmp") != NULL;
	closedir(dir);
	CU_ASSERT_EQUAL(files, 0);
	end(&f);
}

static enum dmalint_status debug_ir(struct fixture *f, struct dmalint_error *error)
{
	return dmalint_debug_ir(f->scan, 0, NULL, collect, f, error);
}

static void test_debug(void)
{
	struct fixture f;
	struct dmalint_scan *scan;

	begin(&f);
	CU_ASSERT(exhaust(&f, debug_ir, 300) > 10);
	/* these have no status: NULL says it */
	f.options.store = NULL;
	scan = api_scan(&f.options);
	dl_heap_fail_at(1);
	CU_ASSERT_PTR_NULL(dmalint_debug_trace(scan));
	dl_heap_fail_at(1);
	CU_ASSERT_PTR_NULL(dmalint_scan_explain(scan));
	CU_ASSERT_EQUAL(dl_heap_fail_at(0), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(dmalint_debug_trace(scan), "acme_send"));
	CU_ASSERT_PTR_NOT_NULL(strstr(dmalint_scan_explain(scan), "stub headers"));
	dmalint_scan_free(scan);
	end(&f);
}

/* ---- the store ---- */

static enum dmalint_status open_store(struct fixture *f, struct dmalint_error *error)
{
	struct dmalint_store *store;
	enum dmalint_status status =
		dmalint_store_open(&store, f->path, DMALINT_STORE_CREATE, error);

	CU_ASSERT_EQUAL(store != NULL, status == DMALINT_OK);
	dmalint_store_close(store);
	return status;
}

static enum dmalint_status create_store(struct fixture *f, struct dmalint_error *error)
{
	unlink(f->path);
	return open_store(f, error);
}

static enum dmalint_status read_store(struct fixture *f, struct dmalint_error *error)
{
	struct dmalint_stored_scans *scans;
	struct dmalint_findings *findings = NULL;
	struct dmalint_files *files = NULL;
	enum dmalint_status status = dmalint_store_scans(f->store, &scans, error);

	if (status == DMALINT_OK)
		status = dmalint_store_findings(f->store, f->kept, NULL, &findings, error);
	if (status == DMALINT_OK)
		status = dmalint_store_files(f->store, f->kept, 0, &files, error);
	if (status == DMALINT_OK) {
		CU_ASSERT_EQUAL(dmalint_stored_scans_count(scans), 1);
		CU_ASSERT_EQUAL(dmalint_findings_count(findings), 2);
		CU_ASSERT_EQUAL(dmalint_files_count(files), 3);
	}
	dmalint_stored_scans_free(scans);
	dmalint_findings_free(findings);
	dmalint_files_free(files);
	return status;
}

static enum dmalint_status find_one(struct fixture *f, struct dmalint_error *error)
{
	struct dmalint_findings *findings;
	enum dmalint_status status = dmalint_store_find(f->store, "1", &findings, error);

	CU_ASSERT_EQUAL(findings != NULL, status == DMALINT_OK);
	dmalint_findings_free(findings);
	return status;
}

static void test_store(void)
{
	struct fixture f;

	begin(&f);
	CU_ASSERT(exhaust(&f, read_store, 300) > 50);
	CU_ASSERT(exhaust(&f, find_one, 300) > 20);
	CU_ASSERT(exhaust(&f, open_store, 300) > 20);
	snprintf(f.path, sizeof(f.path), "%s/new/folder/store.db", f.folder.path);
	CU_ASSERT(exhaust(&f, create_store, 300) > 30);
	end(&f);
}

DL_TEST_MAIN("api memory", DL_TEST(test_scan), DL_TEST(test_scan_with_store),
	     DL_TEST(test_parser_version), DL_TEST(test_models), DL_TEST(test_emit), DL_TEST(test_emit_path),
	     DL_TEST(test_debug), DL_TEST(test_store))
