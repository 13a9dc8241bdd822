/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/store.h"

#if defined(__SANITIZE_ADDRESS__)
#define SLOWER 10
#else
#define SLOWER 1
#endif

/* A folder with one store in it. */
struct place {
	char folder[64];
	char path[128];
	struct dl_arena *arena;
};

static void place_make(struct place *p)
{
	strcpy(p->folder, "/tmp/dl-store-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(p->folder));
	snprintf(p->path, sizeof(p->path), "%s/a/b/store.db", p->folder);
	p->arena = dl_arena_new();
}

static void place_free(struct place *p)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", p->folder);
	CU_ASSERT_EQUAL(system(command), 0);
	dl_arena_free(p->arena);
}

static struct dl_store *must_open(const struct place *p)
{
	struct dl_error err = { 0 };
	struct dl_store *store = NULL;

	if (dl_store_open(p->path, &store, &err) != DL_OK)
		fprintf(stderr, "%s\n", err.message);
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	return store;
}

/* Opening must fail with @status, and the message must have all of the words. */
static void open_fails(const char *path, enum dl_status status, const char *word, const char *remedy)
{
	struct dl_store *store = (struct dl_store *)1;
	struct dl_error err = { 0 };

	CU_ASSERT_EQUAL(dl_store_open(path, &store, &err), status);
	CU_ASSERT_PTR_NULL(store);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, path));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, word));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, remedy));
}

static int64_t begin(struct dl_store *store, const char *root)
{
	struct dl_scan_info info = {
		.root = root, .mode = "unconfigured", .arch = "x86_64", .tool_version = "0.1.0",
		.models_hash = 0xfedcba9876543210ULL, .options = "scan x", .started = 1000,
	};
	int64_t scan = 0;

	CU_ASSERT_EQUAL(dl_store_begin_scan(store, &info, &scan, NULL), DL_OK);
	CU_ASSERT(scan > 0);
	return scan;
}

static void add_finding(struct dl_findings *f, const char *rule, const char *path, uint32_t line,
			enum dl_confidence confidence, uint64_t fingerprint)
{
	struct dl_finding *it = dl_findings_add(f);

	it->rule = rule;
	it->spot = (struct dl_spot){ .path = path, .line = line, .col = 3, .end_line = line, .end_col = 9 };
	it->function = "probe";
	it->message = "A sentence.";
	it->confidence = confidence;
	it->subject = "d->dma";
	it->edge = "used";
	it->arch = NULL;
	it->rank = 12.5;
	it->fingerprint = fingerprint;
	it->step_count = 2;
	it->steps = DL_NEW_ARRAY(f->arena, struct dl_finding_step, 2);
	it->steps[0] = (struct dl_finding_step){ .spot = it->spot, .message = "mapped", .nesting = 0 };
	it->steps[1] = (struct dl_finding_step){ .spot = it->spot, .message = "used", .nesting = 2 };
	it->related_count = 1;
	it->related = DL_NEW_ARRAY(f->arena, struct dl_finding_step, 1);
	it->related[0] = (struct dl_finding_step){ .spot = it->spot, .message = "the other" };
}

static void some_findings(struct dl_findings *f)
{
	add_finding(f, "DMA101", "drivers/a_b/x.c", 5, DL_CONF_HIGH, 0xabcdef0123456789ULL);
	add_finding(f, "DMA211", "drivers/a_b/x.c", 2, DL_CONF_LOW, 0xabcd000000000000ULL);
	add_finding(f, "DMA101", "drivers/aXb/y.c", 1, DL_CONF_MEDIUM, 0x1234567812345678ULL);
}

static void finish(struct dl_store *store, int64_t scan, int64_t when)
{
	struct dl_scan_counts counts = { .files = 3, .lost_files = 1, .findings = 3, .cpu_ms = 77 };

	CU_ASSERT_EQUAL(dl_store_finish_scan(store, scan, when, 1, &counts, NULL), DL_OK);
}

static int64_t add_whole_scan(struct dl_store *store, struct dl_arena *arena, const char *root, int64_t when)
{
	struct dl_findings f = { .arena = arena };
	int64_t scan = begin(store, root);

	some_findings(&f);
	CU_ASSERT_EQUAL(dl_store_add_findings(store, scan, &f, NULL), DL_OK);
	finish(store, scan, when);
	return scan;
}

static size_t scan_count(struct dl_store *store, struct dl_arena *arena)
{
	struct dl_scan_list scans = { 0 };

	CU_ASSERT_EQUAL(dl_store_scans(store, arena, &scans, NULL), DL_OK);
	return scans.len;
}

static void test_scan_comes_back_whole(void)
{
	struct place p;
	struct dl_store *store;
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
	CU_ASSERT_EQUAL(dl_store_latest_scan(store, NULL, p.arena, &scan, NULL), DL_OK);
	CU_ASSERT_EQUAL(scan.id, id);
	CU_ASSERT_EQUAL(scan.finished, 2000);
	CU_ASSERT_EQUAL(scan.exit_status, 1);
	CU_ASSERT_STRING_EQUAL(scan.info.root, "/src");
	CU_ASSERT_EQUAL(scan.info.models_hash, 0xfedcba9876543210ULL);
	CU_ASSERT_EQUAL(scan.counts.cpu_ms, 77);
	CU_ASSERT_EQUAL(dl_store_list(store, id, NULL, &out, &records, NULL), DL_OK);
	CU_ASSERT_EQUAL_FATAL(out.len, 3);
	CU_ASSERT_EQUAL(out.items[0].spot.line, 1);	/* "drivers/aXb" sorts before "drivers/a_b" */
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

static void list_has(struct dl_store *store, int64_t scan, struct dl_finding_filter filter, size_t expected)
{
	struct dl_findings out = { .arena = dl_arena_new() };

	CU_ASSERT_EQUAL(dl_store_list(store, scan, &filter, &out, NULL, NULL), DL_OK);
	CU_ASSERT_EQUAL(out.len, expected);
	dl_arena_free(out.arena);
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
	list_has(store, scan, (struct dl_finding_filter){ .path_prefix = "drivers/a_b/" }, 2);	/* no wildcard */
	list_has(store, scan, (struct dl_finding_filter){ .path_prefix = "drivers/%" }, 0);
	list_has(store, scan, (struct dl_finding_filter){ .min_confidence = DL_CONF_MEDIUM }, 2);
	list_has(store, scan, (struct dl_finding_filter){ .rule = "DMA211", .min_confidence = DL_CONF_HIGH }, 0);
	list_has(store, scan, (struct dl_finding_filter){ .rule = "' OR 1 --" }, 0);
	dl_store_close(store);
	place_free(&p);
}

static void get_is(struct dl_store *store, const char *ref, enum dl_status status, uint32_t line)
{
	struct dl_findings out = { .arena = dl_arena_new() };
	struct dl_finding_record record = { 0 };
	struct dl_error err = { 0 };

	CU_ASSERT_EQUAL(dl_store_get_finding(store, ref, &out, &record, &err), status);
	CU_ASSERT_EQUAL(out.len, status == DL_OK ? 1 : 0);
	if (status == DL_OK && out.len) {
		CU_ASSERT_EQUAL(out.items[0].spot.line, line);
		CU_ASSERT(record.id > 0);
	} else if (ref) {
		CU_ASSERT_PTR_NOT_NULL(strstr(err.message, ref));
	}
	dl_arena_free(out.arena);
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
	get_is(store, "1234567812345678", DL_OK, 1);	/* digits only, but as long as a fingerprint */
	get_is(store, "12345", DL_OK, 1);		/* no such id: a prefix */
	get_is(store, "abcd", DL_ERR_INVALID, 0);	/* two */
	get_is(store, "abc", DL_ERR_NOT_FOUND, 0);	/* too short */
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
	static const struct dl_degradation why[] = {
		{ .function = "probe", .reason = "missing header", .detail = "linux/x.h", .line = 7 },
		{ .function = "remove", .reason = "undeclared identifier", .detail = NULL, .line = 9 },
	};
	struct dl_file_record file = { .path = "b.c", .arch = "x86_64", .status = DL_FILE_LOST, .reason = "timeout" };
	struct dl_file_list files = { 0 };
	struct place p;
	struct dl_store *store;
	int64_t scan;

	place_make(&p);
	store = must_open(&p);
	scan = begin(store, "/src");
	CU_ASSERT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK);
	file = (struct dl_file_record){ .path = "b.c", .arch = "x86_64", .status = DL_FILE_DEGRADED, .functions = 9,
					.dma_functions = 4, .degraded_functions = 2, .cpu_ms = 30,
					.degradation_count = 2, .degradations = why };
	CU_ASSERT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK);	/* the retry */
	file = (struct dl_file_record){ .path = "a.c", .arch = NULL, .functions = 1 };
	CU_ASSERT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_files(store, scan, false, p.arena, &files, NULL), DL_OK);
	CU_ASSERT_EQUAL(files.len, 0);	/* not finished */
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
	struct dl_scan_record scan;
	struct dl_file_record file = { .path = "a.c" };
	struct dl_error err = { 0 };
	int64_t id;

	place_make(&p);
	store = must_open(&p);
	f = (struct dl_findings){ .arena = p.arena };
	some_findings(&f);
	id = begin(store, "/src");
	CU_ASSERT_EQUAL(dl_store_add_findings(store, id, &f, NULL), DL_OK);
	other = must_open(&p);	/* must not clean a scan whose process lives */
	CU_ASSERT_EQUAL(scan_count(other, p.arena), 0);
	CU_ASSERT_EQUAL(dl_store_latest_scan(other, NULL, p.arena, &scan, &err), DL_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "dmalint scan"));
	CU_ASSERT_EQUAL(dl_store_list(other, id, NULL, &f, NULL, &err), DL_ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(f.len, 3);	/* nothing appended */
	get_is(other, "1", DL_ERR_NOT_FOUND, 0);
	get_is(other, "abcdef", DL_ERR_NOT_FOUND, 0);
	CU_ASSERT_EQUAL(dl_store_add_file(store, id, &file, NULL), DL_OK);
	finish(store, id, 9);
	CU_ASSERT_EQUAL(scan_count(other, p.arena), 1);
	CU_ASSERT_EQUAL(dl_store_latest_scan(other, "/src", p.arena, &scan, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_latest_scan(other, "/sr", p.arena, &scan, &err), DL_ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(dl_store_add_file(store, id, &file, &err), DL_ERR_INVALID);	/* finished: closed */
	CU_ASSERT_EQUAL(dl_store_add_findings(store, 4711, &f, &err), DL_ERR_INVALID);
	dl_store_close(other);
	dl_store_close(store);
	place_free(&p);
}

static void test_scan_of_a_dead_process_is_removed(void)
{
	struct dl_file_record file = { .path = "a.c" };
	struct place p;
	struct dl_store *before, *after;
	int status;
	pid_t pid;

	place_make(&p);
	pid = fork();
	if (!pid) {
		struct dl_store *store = must_open(&p);

		_exit(begin(store, "/src") == 1 ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	after = must_open(&p);
	CU_ASSERT_EQUAL(dl_store_add_file(after, 1, &file, NULL), DL_ERR_INVALID);
	before = must_open(&p);
	CU_ASSERT_EQUAL(begin(before, "/src"), 2);	/* ids are not used again */
	dl_store_close(after);
	dl_store_close(before);
	place_free(&p);
}

static void test_history_of_a_finding(void)
{
	struct dl_findings out;
	struct dl_finding_record record;
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
	dl_store_close(store);
	place_free(&p);
}

static void test_units(void)
{
	struct place p;
	struct dl_store *store;
	struct dl_buf out = { 0 };

	place_make(&p);
	store = must_open(&p);
	CU_ASSERT_EQUAL(dl_store_get_unit(store, 7, &out, NULL), DL_ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(dl_store_add_unit(store, 7, "one\0two", 7, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_add_unit(store, 0xffffffffffffffffULL, "", 0, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_get_unit(store, 7, &out, NULL), DL_OK);
	CU_ASSERT_EQUAL(out.len, 7);
	CU_ASSERT_EQUAL(memcmp(out.data, "one\0two", 7), 0);
	CU_ASSERT_EQUAL(dl_store_add_unit(store, 7, "other", 5, NULL), DL_OK);
	dl_buf_clear(&out);
	CU_ASSERT_EQUAL(dl_store_get_unit(store, 7, &out, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_get_unit(store, 0xffffffffffffffffULL, &out, NULL), DL_OK);
	CU_ASSERT_STRING_EQUAL(dl_buf_str(&out), "other");
	dl_buf_free(&out);
	dl_store_close(store);
	place_free(&p);
}

/* Overwrite bytes of a file at @offset, or at the place of @find. */
static void damage(const char *path, long offset, const char *find, const void *bytes, size_t size)
{
	static char content[4 << 20];
	FILE *f = fopen(path, "r+b");
	size_t len;

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	if (find) {
		char *at;

		len = fread(content, 1, sizeof(content), f);
		at = memmem(content, len, find, strlen(find));
		CU_ASSERT_PTR_NOT_NULL_FATAL(at);
		offset = at - content;
	}
	fseek(f, offset, SEEK_SET);
	CU_ASSERT_EQUAL(fwrite(bytes, 1, size, f), size);
	fclose(f);
}

static void test_damaged_unit_is_noticed(void)
{
	struct place p;
	struct dl_store *store;
	struct dl_buf out = { 0 };
	struct dl_error err;

	place_make(&p);
	store = must_open(&p);
	CU_ASSERT_EQUAL(dl_store_add_unit(store, 7, "packed intermediate form", 24, NULL), DL_OK);
	dl_store_close(store);
	damage(p.path, 0, "intermediate", "X", 1);
	store = must_open(&p);
	CU_ASSERT_EQUAL(dl_store_get_unit(store, 7, &out, &err), DL_ERR_CORRUPT);
	CU_ASSERT_EQUAL(out.len, 0);
	dl_store_close(store);
	place_free(&p);
}

static void test_newer_schema_is_refused(void)
{
	struct place p;

	place_make(&p);
	dl_store_close(must_open(&p));
	damage(p.path, 60, NULL, "\0\0\0\x63", 4);	/* user_version 99 */
	open_fails(p.path, DL_ERR_VERSION, "version 99", "--db");
	open_fails(p.path, DL_ERR_VERSION, "version 1", "upgrade dmalint");
	place_free(&p);
}

static void test_other_programs_database_is_refused(void)
{
	struct place p;

	place_make(&p);
	dl_store_close(must_open(&p));
	damage(p.path, 68, NULL, "abcd", 4);	/* application_id */
	open_fails(p.path, DL_ERR_INVALID, "another program", "--db");
	place_free(&p);
}

static void test_damaged_store_is_refused(void)
{
	struct dl_findings out;
	struct dl_store *store;
	struct dl_error err = { 0 };
	struct place p;
	char junk[4096];
	enum dl_status status;

	place_make(&p);
	store = must_open(&p);
	add_whole_scan(store, p.arena, "/src", 1);
	dl_store_close(store);
	memset(junk, 0xa5, sizeof(junk));
	damage(p.path, 4096 * 3, NULL, junk, sizeof(junk));
	damage(p.path, 4096 * 8, NULL, junk, sizeof(junk));
	damage(p.path, 4096 * 9, NULL, junk, sizeof(junk));
	damage(p.path, 4096 * 10, NULL, junk, sizeof(junk));
	out = (struct dl_findings){ .arena = p.arena };
	status = dl_store_open(p.path, &store, &err);
	if (status == DL_OK)
		status = dl_store_list(store, 1, NULL, &out, NULL, &err);
	CU_ASSERT_EQUAL(status, DL_ERR_CORRUPT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, p.path));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "delete"));
	CU_ASSERT_EQUAL(out.len, 0);
	dl_store_close(store);
	damage(p.path, 0, NULL, junk, 100);
	open_fails(p.path, DL_ERR_CORRUPT, "damaged", "--db");
	CU_ASSERT_EQUAL(truncate(p.path, 4096 * 2 + 17), 0);
	open_fails(p.path, DL_ERR_CORRUPT, "damaged", "--db");
	place_free(&p);
}

static void test_truncated_store_is_refused(void)
{
	struct dl_store *store;
	struct place p;

	place_make(&p);
	store = must_open(&p);
	add_whole_scan(store, p.arena, "/src", 1);
	dl_store_close(store);
	CU_ASSERT_EQUAL(truncate(p.path, 4096 * 2), 0);
	open_fails(p.path, DL_ERR_CORRUPT, "damaged", "--db");
	place_free(&p);
}

static void test_bad_places(void)
{
	char below[192];
	struct place p;
	struct dl_store *store;
	struct dl_error err = { 0 };

	place_make(&p);
	CU_ASSERT_EQUAL(dl_store_open_existing(p.path, &store, &err), DL_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, p.path));
	CU_ASSERT_EQUAL(access(p.path, F_OK), -1);
	dl_store_close(must_open(&p));
	CU_ASSERT_EQUAL(dl_store_open_existing(p.path, &store, &err), DL_OK);
	dl_store_close(store);
	open_fails(p.folder, DL_ERR_INVALID, "not a regular file", "--db");
	snprintf(below, sizeof(below), "%s/sub", p.path);
	open_fails(below, DL_ERR_IO, "store.db", "--db");
	open_fails("/proc/no-such-folder/store.db", DL_ERR_IO, "/proc", "--db");
	CU_ASSERT_EQUAL(dl_store_open("", &store, &err), DL_ERR_INVALID);
	CU_ASSERT_EQUAL(dl_store_open(NULL, &store, &err), DL_ERR_INVALID);
	dl_store_close(NULL);
	place_free(&p);
}

static void test_locked_store(void)
{
	struct dl_file_record file = { .path = "a.c" };
	struct dl_error err = { 0 };
	struct dl_store *holder, *other;
	struct place p;
	int64_t scan;

	place_make(&p);
	holder = must_open(&p);
	other = must_open(&p);
	scan = begin(other, "/src");
	CU_ASSERT_EQUAL(dl_store_begin(holder, NULL), DL_OK);
	dl_store_set_timeout(other, 20);
	CU_ASSERT_EQUAL(dl_store_add_file(other, scan, &file, &err), DL_ERR_BUSY);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, p.path));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "locked"));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "--db"));
	CU_ASSERT_EQUAL(scan_count(other, p.arena), 0);	/* reading still works */
	CU_ASSERT_EQUAL(dl_store_commit(holder, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_add_file(other, scan, &file, &err), DL_OK);
	finish(other, scan, 3);
	CU_ASSERT_EQUAL(scan_count(holder, p.arena), 1);
	dl_store_close(holder);
	dl_store_close(other);
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
	file.path = NULL;	/* NOT NULL in the schema */
	CU_ASSERT_NOT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK);
	file.path = "b.c";
	CU_ASSERT_EQUAL(dl_store_add_file(store, scan, &file, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_commit(store, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_commit(store, NULL), DL_OK);	/* no batch: nothing to do */
	finish(store, scan, 3);
	CU_ASSERT_EQUAL(dl_store_files(store, scan, false, p.arena, &files, NULL), DL_OK);
	CU_ASSERT_EQUAL(files.len, 2);
	dl_store_close(store);
	place_free(&p);
}

/* In a child: the file size limit stands for a full disk. */
static int fill_disk(const struct place *p)
{
	struct rlimit limit = { .rlim_cur = 300 * 1024, .rlim_max = 300 * 1024 };
	char *blob = calloc(1, 64 * 1024);
	struct dl_store *store = must_open(p);
	struct dl_error err = { 0 };
	enum dl_status status = DL_OK;

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	for (uint64_t key = 0; key < 50 && status == DL_OK; key++)
		status = dl_store_add_unit(store, key, blob, 64 * 1024, &err);
	dl_store_close(store);
	free(blob);
	if (status != DL_ERR_IO || !strstr(err.message, p->path))
		fprintf(stderr, "status %d: %s\n", (int)status, err.message);
	return status == DL_ERR_IO && strstr(err.message, p->path) ? 0 : 1;
}

static void test_full_disk_loses_nothing(void)
{
	struct dl_store *store;
	struct place p;
	int64_t scan;
	int status;
	pid_t pid;

	place_make(&p);
	store = must_open(&p);
	scan = add_whole_scan(store, p.arena, "/src", 1);
	dl_store_close(store);
	pid = fork();
	if (!pid)
		_exit(fill_disk(&p));
	waitpid(pid, &status, 0);
	CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	store = must_open(&p);
	list_has(store, scan, (struct dl_finding_filter){ 0 }, 3);
	add_whole_scan(store, p.arena, "/src", 2);
	CU_ASSERT_EQUAL(scan_count(store, p.arena), 2);
	dl_store_close(store);
	place_free(&p);
}

/* In a child, until killed: scans; the id of each goes into the pipe once it is finished. */
static void write_scans_for_ever(const struct place *p, int pipe_fd)
{
	static const char unit[64] = "unit";

	for (;;) {
		struct dl_arena *arena = dl_arena_new();
		struct dl_store *store = must_open(p);

		for (int i = 0; i < 5; i++) {
			struct dl_file_record file = { .path = "a.c" };
			struct dl_findings f = { .arena = arena };
			int64_t scan = begin(store, "/src");

			some_findings(&f);
			if (dl_store_add_file(store, scan, &file, NULL) || dl_store_add_findings(store, scan, &f, NULL) ||
			    dl_store_add_unit(store, (uint64_t)scan, unit, sizeof(unit), NULL))
				_exit(3);
			finish(store, scan, scan);
			if (write(pipe_fd, &scan, sizeof(scan)) != sizeof(scan))
				_exit(4);
		}
		dl_store_close(store);
		dl_arena_free(arena);
	}
}

static void test_killed_at_any_moment(void)
{
	unsigned int seed = 12345;
	size_t known = 0;
	struct place p;
	int64_t last = 0;

	place_make(&p);
	for (int round = 0; round < 40; round++) {
		struct dl_scan_list scans = { 0 };
		struct dl_store *store;
		int64_t scan;
		int ends[2], status;
		pid_t pid;

		CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
		pid = fork();
		if (!pid)
			write_scans_for_ever(&p, ends[1]);
		close(ends[1]);
		usleep((useconds_t)((rand_r(&seed) % 60000) * (SLOWER > 1 ? 3 : 1)));
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		CU_ASSERT(WIFSIGNALED(status));
		while (read(ends[0], &scan, sizeof(scan)) == sizeof(scan)) {
			last = scan;
			known++;
		}
		close(ends[0]);
		store = must_open(&p);
		CU_ASSERT_EQUAL(dl_store_scans(store, p.arena, &scans, NULL), DL_OK);
		/* The kill may fall between the end of a scan and the word of it. */
		CU_ASSERT(scans.len >= known && scans.len <= known + 1);
		known = scans.len;
		if (last)
			list_has(store, last, (struct dl_finding_filter){ 0 }, 3);
		dl_store_close(store);
	}
	CU_ASSERT(known > 10);	/* or the test has tested nothing */
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
	char *unit = calloc(1, 4096);

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
		CU_ASSERT_EQUAL(dl_store_add_unit(store, i, unit, 4096, NULL), DL_OK);
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
	free(unit);
	dl_store_close(store);
	place_free(&p);
}

DL_TEST_MAIN("store", DL_TEST(test_scan_comes_back_whole), DL_TEST(test_filters), DL_TEST(test_get_finding),
	     DL_TEST(test_files_and_degradations), DL_TEST(test_unfinished_scan_is_invisible),
	     DL_TEST(test_scan_of_a_dead_process_is_removed), DL_TEST(test_history_of_a_finding),
	     DL_TEST(test_units), DL_TEST(test_damaged_unit_is_noticed), DL_TEST(test_newer_schema_is_refused),
	     DL_TEST(test_other_programs_database_is_refused), DL_TEST(test_damaged_store_is_refused),
	     DL_TEST(test_truncated_store_is_refused), DL_TEST(test_bad_places), DL_TEST(test_locked_store),
	     DL_TEST(test_batch), DL_TEST(test_full_disk_loses_nothing), DL_TEST(test_killed_at_any_moment),
	     DL_TEST(test_whole_tree_is_quick))
