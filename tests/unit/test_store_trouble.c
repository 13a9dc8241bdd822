/* SPDX-License-Identifier: Apache-2.0 */
/* The store under locks, kills, full disks and damage: nothing finished is lost, every error is named. */
#include "store_fixture.h"

#include "base/buf.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

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
	CU_ASSERT_EQUAL(begin(before, "/src"), 2); /* ids are not used again */
	dl_store_close(after);
	dl_store_close(before);
	place_free(&p);
}

static void test_deleted_store_is_told(void)
{
	const struct dl_scan_counts counts = {.files = 1};
	struct dl_error err = {0};
	struct dl_store *store;
	struct place p;
	int64_t scan;

	place_make(&p);
	store = must_open(&p);
	scan = begin(store, "/src");
	CU_ASSERT_EQUAL_FATAL(unlink(p.path), 0);
	CU_ASSERT_EQUAL(dl_store_finish_scan(store, scan, 9, 0, &counts, &err), DL_ERR_IO);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "deleted or moved"));
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

static void test_newer_schema_is_refused(void)
{
	struct place p;

	place_make(&p);
	dl_store_close(must_open(&p));
	damage(p.path, 60, NULL, "\0\0\0\x63", 4); /* user_version 99 */
	open_fails(p.path, DL_ERR_VERSION, "version 99", "--db");
	open_fails(p.path, DL_ERR_VERSION, "knows version", "upgrade dmalint");
	place_free(&p);
}

static void test_other_programs_database_is_refused(void)
{
	struct place p;

	place_make(&p);
	dl_store_close(must_open(&p));
	damage(p.path, 68, NULL, "abcd", 4); /* application_id */
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
	CU_ASSERT_EQUAL(scan_count(other, p.arena), 0); /* reading still works */
	CU_ASSERT_EQUAL(dl_store_commit(holder, NULL), DL_OK);
	CU_ASSERT_EQUAL(dl_store_add_file(other, scan, &file, &err), DL_OK);
	finish(other, scan, 3);
	CU_ASSERT_EQUAL(scan_count(holder, p.arena), 1);
	dl_store_close(holder);
	dl_store_close(other);
	place_free(&p);
}

/* In a child: open a store that may not exist yet, and write. */
static int write_some_scans(const struct place *p)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_store *store = must_open(p);

	for (int i = 0; i < 10; i++)
		add_whole_scan(store, arena, "/src", i);
	dl_store_close(store);
	dl_arena_free(arena);
	return CU_get_number_of_failures() ? 1 : 0;
}

static void test_several_writers_at_once(void)
{
	struct place p;
	struct dl_store *store;
	pid_t pids[4];

	place_make(&p);
	for (int i = 0; i < 4; i++) {
		pids[i] = fork();
		if (!pids[i])
			_exit(write_some_scans(&p));
	}
	for (int i = 0; i < 4; i++) {
		int status;

		waitpid(pids[i], &status, 0);
		CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	store = must_open(&p);
	CU_ASSERT_EQUAL(scan_count(store, p.arena), 40);
	dl_store_close(store);
	place_free(&p);
}

/* Whatever the bytes, there is an answer or an error with a message. */
static void test_random_damage_is_survived(void)
{
	unsigned int seed = 99;
	struct dl_buf good = { 0 };
	struct dl_store *store;
	struct place p;
	size_t refused = 0;
	FILE *f;
	int c;

	place_make(&p);
	store = must_open(&p);
	add_whole_scan(store, p.arena, "/src", 1);
	dl_store_close(store);
	f = fopen(p.path, "rb");
	while ((c = getc(f)) != EOF)
		dl_buf_putc(&good, (char)c);
	fclose(f);
	for (int round = 0; round < 150; round++) {
		struct dl_findings out = { .arena = dl_arena_new() };
		struct dl_error err = { 0 };
		struct dl_notice_list notices;
		enum dl_status status;

		f = fopen(p.path, "wb");
		fwrite(good.data, 1, good.len, f);
		for (int k = 0; k < 40; k++) {
			fseek(f, (long)((size_t)rand_r(&seed) % good.len), SEEK_SET);
			putc(rand_r(&seed) & 0xff, f);
		}
		fclose(f);
		status = dl_store_open(p.path, &store, &err);
		if (status == DL_OK) {
			status = dl_store_list(store, 1, NULL, &out, NULL, &err);
			CU_ASSERT(status == DL_OK || out.len == 0);
		}
		if (status == DL_OK)
			status = dl_store_notices(store, 1, out.arena, &notices, &err);
		if (status != DL_OK) {
			refused++;
			CU_ASSERT(err.message[0] != '\0');
		}
		dl_store_close(store);
		dl_arena_free(out.arena);
	}
	CU_ASSERT(refused > 10);
	dl_buf_free(&good);
	place_free(&p);
}

/* In a child: the file size limit stands for a full disk. */
static int fill_disk(const struct place *p)
{
	struct rlimit limit = { .rlim_cur = 300 * 1024, .rlim_max = 300 * 1024 };
	char *blob = malloc(64 * 1024);
	struct dl_store *store = must_open(p);
	struct dl_error err = { 0 };
	enum dl_status status = DL_OK;
	int64_t scan = begin(store, "/src");

	memset(blob, 'x', 64 * 1024);
	blob[64 * 1024 - 1] = '\0';
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	for (int i = 0; i < 50 && status == DL_OK; i++) {
		struct dl_file_record file = { .path = dl_arena_printf(p->arena, "%d.c", i),
					       .reason = blob };

		status = dl_store_add_file(store, scan, &file, &err);
	}
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
	for (;;) {
		struct dl_arena *arena = dl_arena_new();
		struct dl_store *store = must_open(p);

		for (int i = 0; i < 5; i++) {
			struct dl_file_record file = { .path = "a.c" };
			struct dl_findings f = { .arena = arena };
			int64_t scan = begin(store, "/src");

			some_findings(&f);
			if (dl_store_add_file(store, scan, &file, NULL) ||
			    dl_store_add_findings(store, scan, &f, NULL))
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
	/* On a busy machine few children come to their first scan in time. */
	for (int round = 0; round < 40 || (known <= 10 && round < 1000); round++) {
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
	CU_ASSERT(known > 10); /* or the test has tested nothing */
	place_free(&p);
}

DL_TEST_MAIN("store trouble", DL_TEST(test_scan_of_a_dead_process_is_removed),
	     DL_TEST(test_deleted_store_is_told),
	     DL_TEST(test_newer_schema_is_refused),
	     DL_TEST(test_other_programs_database_is_refused),
	     DL_TEST(test_damaged_store_is_refused),
	     DL_TEST(test_truncated_store_is_refused),
	     DL_TEST(test_bad_places),
	     DL_TEST(test_locked_store),
	     DL_TEST(test_several_writers_at_once),
	     DL_TEST(test_random_damage_is_survived),
	     DL_TEST(test_full_disk_loses_nothing),
	     DL_TEST(test_killed_at_any_moment))
