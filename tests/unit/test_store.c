/* SPDX-License-Identifier: Apache-2.0 */
/* What goes into the store comes out of it. */
#include "store_fixture.h"

#include <sqlite3.h>
#include <time.h>

static void test_scan_comes_back_whole(void)
{
	struct place p;
	struct dl_store *store;
	struct dl_scan_list scans;
	struct dl_scan_record scan;
	struct dl_findings out;
	struct dl_finding_record *records;
	int64_t id;

	place_make(&p);
	store = must_open(&p);
	id = add_whole_scan(store, p.arena, "/src", 2000);
	dl_store_close(store);
	store = must_open(&p);
	out = (struct dl_findings){ .arena = p.arena };
	CU_ASSERT_EQUAL(dl_store_scans(store, p.arena, &scans, NULL), DL_OK);
	CU_ASSERT_EQUAL_FATAL(scans.len, 1);
	scan = scans.items[0];
	CU_ASSERT_EQUAL(scan.id, id);
	CU_ASSERT_EQUAL(scan.finished, 2000);
	CU_ASSERT_EQUAL(scan.exit_status, 1);
	CU_ASSERT_STRING_EQUAL(scan.info.root, "/src");
	CU_ASSERT_EQUAL(scan.info.models_hash, 0xfedcba9876543210ULL);
	CU_ASSERT_EQUAL(scan.counts.cpu_ms, 77);
	CU_ASSERT_EQUAL(dl_store_list(store, id, NULL, &out, &records, NULL), DL_OK);
	CU_ASSERT_EQUAL_FATAL(out.len, 3);
	CU_ASSERT_EQUAL(out.items[0].spot.line, 1); /* "drivers/aXb" sorts before "drivers/a_b" */
	CU_ASSERT_EQUAL(out.items[1].spot.line, 2);
	CU_ASSERT_EQUAL(out.items[2].fingerprint, 0xabcdef0123456789ULL);
	CU_ASSERT_STRING_EQUAL(out.items[2].message, "A sentence.");
	CU_ASSERT_PTR_NULL(out.items[2].arch);
	CU_ASSERT_DOUBLE_EQUAL(out.items[2].rank, 12.5, 1e-9);
	CU_ASSERT_EQUAL_FATAL(out.items[2].step_count, 2);
	CU_ASSERT_STRING_EQUAL(out.items[2].steps[1].message, "used");
	CU_ASSERT_EQUAL(out.items[2].steps[1].nesting, 2);
	CU_ASSERT_EQUAL(out.items[2].steps[1].spot.end_col, 9);
	CU_ASSERT_EQUAL_FATAL(out.items[2].related_count, 1);
	CU_ASSERT_STRING_EQUAL(out.items[2].related[0].message, "the other");
	CU_ASSERT_EQUAL(records[2].scan, id);
	CU_ASSERT_EQUAL(records[2].first_scan, id);
	CU_ASSERT_EQUAL(records[2].first_seen, 2000);
	dl_store_close(store);
	place_free(&p);
}

static void test_fix_comes_back(void)
{
	static struct dl_edit edits[] = {{5, 3, 5, 3, "a"}, {6, 1, 7, 1, ""}};
	static const struct dl_fix fix = {
		.title = "Do it", .path = "a.c", .source = UINT64_MAX - 1, .edit_count = 2, .edits = edits};
	struct dl_findings f = {.arena = dl_arena_new()}, out = {.arena = f.arena};
	struct dl_finding_filter filter = {0};
	struct dl_store *store;
	struct place p;
	int64_t scan;

	place_make(&p);
	store = must_open(&p);
	scan = begin(store, "/src");
	some_findings(&f);
	f.items[0].fix = &fix;
	CU_ASSERT_EQUAL(dl_store_add_findings(store, scan, &f, NULL), DL_OK);
	finish(store, scan, 1);
	CU_ASSERT_EQUAL(dl_store_list(store, scan, &filter, &out, NULL, NULL), DL_OK);
	CU_ASSERT_EQUAL_FATAL(out.len, 3);
	for (size_t i = 0; i < out.len; i++) {
		const struct dl_fix *it = out.items[i].fix;

		CU_ASSERT_EQUAL(it != NULL, out.items[i].fingerprint == f.items[0].fingerprint);
		CU_ASSERT(!it || (it->source == fix.source && it->edit_count == 2 && !strcmp(it->title, "Do it") &&
				  !strcmp(it->path, "a.c") && it->edits[1].end_line == 7 &&
				  !strcmp(it->edits[0].text, "a") && !*it->edits[1].text));
	}
	dl_store_close(store);
	place_free(&p);
	dl_arena_free(f.arena);
}

static void test_filters(void)
{
	struct place p;
	struct dl_store *store;
	int64_t scan;

	place_make(&p);
	store = must_open(&p);
	scan = add_whole_scan(store, p.arena, "/src", 2000);
	list_has(store, scan, (struct dl_finding_filter){ 0 }, 3);
	list_has(store, scan, (struct dl_finding_filter){ .rule = "DMA101" }, 2);
	list_has(store, scan, (struct dl_finding_filter){ .rule = "DMA10" }, 0);
	list_has(store, scan, (struct dl_finding_filter){ .path_prefix = "drivers/a_b/" },
		 2); /* no wildcard */
	list_has(store, scan, (struct dl_finding_filter){ .path_prefix = "drivers/%" }, 0);
	list_has(store, scan, (struct dl_finding_filter){ .min_confidence = DL_CONF_MEDIUM }, 2);
	list_has(store, scan,
		 (struct dl_finding_filter){ .rule = "DMA211", .min_confidence = DL_CONF_HIGH }, 0);
	list_has(store, scan, (struct dl_finding_filter){ .rule = "' OR 1 --" }, 0);
	dl_store_close(store);
	place_free(&p);
}

static void test_get_finding(void)
{
	struct place p;
	struct dl_store *store;

	place_make(&p);
	store = must_open(&p);
	add_whole_scan(store, p.arena, "/src", 2000);
	get_is(store, "1", DL_OK, 5);
	get_is(store, "#3", DL_OK, 1);
	get_is(store, "abcdef", DL_OK, 5);
	get_is(store, "ABCD0", DL_OK, 2);
	get_is(store, "abcdef0123456789", DL_OK, 5);
	get_is(store, "1234567812345678", DL_OK, 1); /* digits only, but as long as a fingerprint */
	get_is(store, "12345", DL_OK, 1); /* no such id: a prefix */
	get_is(store, "abcd", DL_ERR_INVALID, 0); /* two */
	get_is(store, "abc", DL_ERR_NOT_FOUND, 0); /* too short */
	get_is(store, "#12345", DL_ERR_NOT_FOUND, 0);
	get_is(store, "77", DL_ERR_NOT_FOUND, 0);
	get_is(store, "beef", DL_ERR_NOT_FOUND, 0);
	get_is(store, "%", DL_ERR_INVALID, 0);
	get_is(store, "-1", DL_ERR_INVALID, 0);
	get_is(store, "abcdef01234567890123", DL_ERR_INVALID, 0);
	get_is(store, "", DL_ERR_INVALID, 0);
	get_is(store, NULL, DL_ERR_INVALID, 0);
	dl_store_close(store);
	place_free(&p);
}

static void test_files_and_degradations(void)
{
	static const struct dl_file_degradation why[] = {
		{ .function = "probe",
		  .reason = "missing header",
		  .detail = "linux/x.h",
		  .line = 7 },
		{ .function = "remove",
		  .reason = "undeclared identifier",
		  .detail = NULL,
		  .line = 9 },
	};
	struct dl_file_record file = {
		.path = "b.c", .arch = "x86_64", .status = DL_FILE_LOST, .reason = "timeout"
	};
	struct dl_file_list files = { 0 };
	struct place p;
	struct dl_store *store;
	int64_t scan;

	place_make(&p);
	store = must_open(&p);
	scan = begin(store, "/src");
	CU_ASSERT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK);
	file = (struct dl_file_record){ .path = "b.c",
					.arch = "x86_64",
					.status = DL_FILE_DEGRADED,
					.functions = 9,
					.dma_functions = 4,
					.degraded_functions = 2,
					.cpu_ms = 30,
					.degradation_count = 2,
					.degradations = why };
	CU_ASSERT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK); /* the retry */
	file = (struct dl_file_record){ .path = "a.c", .arch = NULL, .functions = 1 };
	CU_ASSERT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_files(store, scan, false, p.arena, &files, NULL), DL_OK);
	CU_ASSERT_EQUAL(files.len, 0); /* not finished */
	finish(store, scan, 5);
	CU_ASSERT_EQUAL(dl_store_files(store, scan, false, p.arena, &files, NULL), DL_OK);
	CU_ASSERT_EQUAL(files.len, 2);
	CU_ASSERT_EQUAL(dl_store_files(store, scan, true, p.arena, &files, NULL), DL_OK);
	CU_ASSERT_EQUAL_FATAL(files.len, 1);
	CU_ASSERT_STRING_EQUAL(files.items[0].path, "b.c");
	CU_ASSERT_EQUAL(files.items[0].status, DL_FILE_DEGRADED);
	CU_ASSERT_PTR_NULL(files.items[0].reason);
	CU_ASSERT_EQUAL(files.items[0].cpu_ms, 30);
	CU_ASSERT_EQUAL_FATAL(files.items[0].degradation_count, 2);
	CU_ASSERT_STRING_EQUAL(files.items[0].degradations[0].detail, "linux/x.h");
	CU_ASSERT_EQUAL(files.items[0].degradations[1].line, 9);
	dl_store_close(store);
	place_free(&p);
}

static void test_unfinished_scan_is_invisible(void)
{
	struct place p;
	struct dl_store *store, *other;
	struct dl_findings f;
	struct dl_file_record file = { .path = "a.c" };
	struct dl_error err = { 0 };
	int64_t id;

	place_make(&p);
	store = must_open(&p);
	f = (struct dl_findings){ .arena = p.arena };
	some_findings(&f);
	id = begin(store, "/src");
	CU_ASSERT_EQUAL(dl_store_add_findings(store, id, &f, NULL), DL_OK);
	other = must_open(&p); /* must not clean a scan whose process lives */
	CU_ASSERT_EQUAL(scan_count(other, p.arena), 0);
	CU_ASSERT_EQUAL(dl_store_list(other, id, NULL, &f, NULL, &err), DL_ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(f.len, 3); /* nothing appended */
	get_is(other, "1", DL_ERR_NOT_FOUND, 0);
	get_is(other, "abcdef", DL_ERR_NOT_FOUND, 0);
	CU_ASSERT_EQUAL(dl_store_add_file(store, id, &file, NULL), DL_OK);
	finish(store, id, 9);
	CU_ASSERT_EQUAL(scan_count(other, p.arena), 1);
	CU_ASSERT_EQUAL(dl_store_add_file(store, id, &file, &err),
			DL_ERR_INVALID); /* finished: closed */
	CU_ASSERT_EQUAL(dl_store_add_findings(store, 4711, &f, &err), DL_ERR_INVALID);
	dl_store_close(other);
	dl_store_close(store);
	place_free(&p);
}

static void test_history_of_a_finding(void)
{
	struct dl_findings out;
	struct dl_finding_record record, *records;
	struct place p;
	struct dl_store *store;
	int64_t first, second;

	place_make(&p);
	store = must_open(&p);
	first = add_whole_scan(store, p.arena, "/src", 100);
	second = add_whole_scan(store, p.arena, "/src", 200);
	out = (struct dl_findings){ .arena = p.arena };
	CU_ASSERT_EQUAL(dl_store_get_finding(store, "abcdef", &out, &record, NULL), DL_OK);
	CU_ASSERT_EQUAL(record.scan, second);
	CU_ASSERT_EQUAL(record.first_scan, first);
	CU_ASSERT_EQUAL(record.first_seen, 100);
	dl_findings_add(&out)->fingerprint = 4711;
	CU_ASSERT_EQUAL(dl_store_records(store, second, &out, p.arena, &records, NULL), DL_OK);
	CU_ASSERT_EQUAL(records[0].id, record.id);
	CU_ASSERT_EQUAL(records[0].scan, second);
	CU_ASSERT_EQUAL(records[0].first_scan, first);
	CU_ASSERT_EQUAL(records[0].first_seen, 100);
	CU_ASSERT_EQUAL(records[1].id, 0);
	CU_ASSERT_EQUAL(records[1].first_seen, 0);
	dl_store_close(store);
	place_free(&p);
}

static void notices_are(struct dl_store *store, int64_t scan, struct dl_arena *arena, size_t count)
{
	struct dl_notice_list list = { 0 };

	CU_ASSERT_EQUAL(dl_store_notices(store, scan, arena, &list, NULL), DL_OK);
	CU_ASSERT_EQUAL(list.len, count);
}

static void test_notices_come_back(void)
{
	static const struct dl_notice notices[] = {
		{ .level = DL_LEVEL_ERROR, .id = "file-lost", .path = "a.c", .text = "Lost.", .detail = "why" },
		{ .level = DL_LEVEL_NOTE, .id = "headers", .path = NULL, .line = 7, .text = "Headers." },
	};
	struct dl_notice_list list = { 0 };
	struct dl_store *store;
	struct place p;
	int64_t scan, other;

	place_make(&p);
	store = must_open(&p);
	scan = begin(store, "/src");
	other = begin(store, "/src");
	CU_ASSERT_EQUAL(dl_store_add_notices(store, scan, notices, 2, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_add_notices(store, other, notices, 0, NULL), DL_OK);
	finish(store, scan, 3);
	CU_ASSERT_EQUAL(dl_store_add_notices(store, scan, notices, 1, NULL), DL_ERR_INVALID);
	CU_ASSERT_EQUAL(dl_store_add_notices(store, 99, notices, 1, NULL), DL_ERR_INVALID);
	CU_ASSERT_EQUAL(dl_store_notices(store, scan, p.arena, &list, NULL), DL_OK);
	CU_ASSERT_EQUAL_FATAL(list.len, 2);
	CU_ASSERT_EQUAL(list.items[0].level, DL_LEVEL_ERROR);
	CU_ASSERT_STRING_EQUAL(list.items[0].id, "file-lost");
	CU_ASSERT_STRING_EQUAL(list.items[0].path, "a.c");
	CU_ASSERT_STRING_EQUAL(list.items[0].detail, "why");
	CU_ASSERT_STRING_EQUAL(list.items[1].text, "Headers.");
	CU_ASSERT_STRING_EQUAL(list.items[1].path, "");
	CU_ASSERT_EQUAL(list.items[1].line, 7);
	CU_ASSERT_PTR_NULL(list.items[1].detail);
	notices_are(store, other, p.arena, 0);
	notices_are(store, 99, p.arena, 0);
	dl_store_close(store);
	place_free(&p);
}

/* A store of version 1 keeps its scans; it had no notices, no suppressions, and a table that nothing read. */
static void test_older_store_is_brought_up(void)
{
	struct dl_store *store;
	struct place p;
	int64_t scan;
	sqlite3 *db;

	place_make(&p);
	store = must_open(&p);
	scan = add_whole_scan(store, p.arena, "/src", 1);
	dl_store_close(store);
	CU_ASSERT_EQUAL_FATAL(sqlite3_open(p.path, &db), SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_exec(db,
				     "DROP TABLE notices; CREATE TABLE units(key INTEGER PRIMARY KEY);"
				     "ALTER TABLE findings DROP COLUMN suppression;"
				     "ALTER TABLE findings DROP COLUMN justification;"
				     "ALTER TABLE scans DROP COLUMN rules;"
				     "DROP TABLE verdicts; DROP TABLE edits; DROP TABLE fixes;"
				     "ALTER TABLE scans DROP COLUMN shard; ALTER TABLE scans DROP COLUMN shards;"
				     "ALTER TABLE scans DROP COLUMN tree; ALTER TABLE scans DROP COLUMN asked;"
				     "PRAGMA user_version=1", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	store = must_open(&p);
	list_has(store, scan, (struct dl_finding_filter){ 0 }, 3);
	notices_are(store, scan, p.arena, 0);
	dl_store_close(store);
	place_free(&p);
}

/* A call that fails inside of a batch leaves the batch's other calls in it. */
static void test_batch(void)
{
	struct dl_file_record file = { .path = "a.c" };
	struct dl_file_list files;
	struct dl_store *store;
	struct place p;
	int64_t scan;

	place_make(&p);
	store = must_open(&p);
	scan = begin(store, "/src");
	CU_ASSERT_EQUAL(dl_store_begin(store, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK);
	file.path = NULL; /* NOT NULL in the schema */
	CU_ASSERT_NOT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK);
	file.path = "b.c";
	CU_ASSERT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_commit(store, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_commit(store, NULL), DL_OK); /* no batch: nothing to do */
	finish(store, scan, 3);
	CU_ASSERT_EQUAL(dl_store_files(store, scan, false, p.arena, &files, NULL), DL_OK);
	CU_ASSERT_EQUAL(files.len, 2);
	dl_store_close(store);
	place_free(&p);
}

static void test_batch_rolled_back(void)
{
	struct dl_file_record file = { .path = "a.c" };
	struct dl_file_list files;
	struct dl_store *store, *other;
	struct place p;
	int64_t scan;

	place_make(&p);
	store = must_open(&p);
	other = must_open(&p);
	dl_store_rollback(store); /* no batch: nothing */
	scan = begin(store, "/src");
	CU_ASSERT_EQUAL(dl_store_begin(store, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK);
	dl_store_rollback(store);
	dl_store_set_timeout(other, 20);
	CU_ASSERT_EQUAL(dl_store_begin(other, NULL), DL_OK); /* not locked */
	dl_store_rollback(other);
	finish(store, scan, 3);
	CU_ASSERT_EQUAL(dl_store_files(store, scan, false, p.arena, &files, NULL), DL_OK);
	CU_ASSERT_EQUAL(files.len, 0);
	dl_store_close(other);
	dl_store_close(store);
	place_free(&p);
}

/* CPU time: what else the machine does must not decide. */
static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A whole tree: 3,000 files, 5,000 findings in lots as the workers deliver them. */
static void test_whole_tree_is_quick(void)
{
	struct dl_findings f;
	struct dl_store *store;
	struct place p;
	double start;
	int64_t scan;

	place_make(&p);
	store = must_open(&p);
	start = seconds();
	scan = begin(store, "/src");
	for (uint32_t i = 0; i < 3000; i++) {
		char *path = dl_arena_printf(p.arena, "drivers/net/%u.c", i);
		struct dl_file_record file = { .path = path, .functions = 20 };

		f = (struct dl_findings){ .arena = p.arena };
		for (uint32_t k = 0; k < (i % 3 == 0 ? 5 : 0); k++)
			add_finding(&f, "DMA101", path, k, DL_CONF_HIGH, (uint64_t)i << 32 | k);
		CU_ASSERT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK);
		CU_ASSERT_EQUAL(dl_store_add_findings(store, scan, &f, NULL), DL_OK);
	}
	finish(store, scan, 9);
	f = (struct dl_findings){ .arena = p.arena };
	CU_ASSERT_EQUAL(dl_store_list(store, scan, NULL, &f, NULL, NULL), DL_OK);
	CU_ASSERT_EQUAL(f.len, 5000);
	start = seconds() - start;
	if (start > 2.0 * SLOWER)
		fprintf(stderr, "%.2f s\n", start);
	CU_ASSERT(start < 2.0 * SLOWER);
	dl_store_close(store);
	place_free(&p);
}

DL_TEST_MAIN("store", DL_TEST(test_scan_comes_back_whole),
	     DL_TEST(test_fix_comes_back), DL_TEST(test_filters),
	     DL_TEST(test_get_finding),
	     DL_TEST(test_files_and_degradations),
	     DL_TEST(test_unfinished_scan_is_invisible),
	     DL_TEST(test_history_of_a_finding),
	     DL_TEST(test_notices_come_back),
	     DL_TEST(test_older_store_is_brought_up),
	     DL_TEST(test_batch),
	     DL_TEST(test_batch_rolled_back),
	     DL_TEST(test_whole_tree_is_quick))
