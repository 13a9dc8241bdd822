/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each system call that reads or writes fails in turn: in SQLite under the store, and where files are written. The
 * call returns an error that says why, what was there before is there afterwards, and nothing is left behind.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "api/internal.h"
#include "base/file.h"
#include "store_fixture.h"

static unsigned int fail_in; /* calls until one fails; 0: none does */
static int fail_with;

/* Count one call: true when it is to fail. */
static bool fails(void)
{
	if (!fail_in || --fail_in)
		return false;
	errno = fail_with;
	return true;
}

/* ---- SQLite's calls ---- */

static ssize_t store_pread(int fd, void *data, size_t size, off_t at)
{
	return fails() ? -1 : pread(fd, data, size, at);
}

static ssize_t store_pwrite(int fd, const void *data, size_t size, off_t at)
{
	return fails() ? -1 : pwrite(fd, data, size, at);
}

static int store_open(const char *path, int flags, int mode)
{
	return fails() ? -1 : open(path, flags, mode);
}

static int store_ftruncate(int fd, off_t size)
{
	return fails() ? -1 : ftruncate(fd, size);
}

static const struct {
	const char *name;
	sqlite3_syscall_ptr call;
} store_calls[] = {
	{"pread", (sqlite3_syscall_ptr)store_pread},   {"pread64", (sqlite3_syscall_ptr)store_pread},
	{"pwrite", (sqlite3_syscall_ptr)store_pwrite}, {"pwrite64", (sqlite3_syscall_ptr)store_pwrite},
	{"open", (sqlite3_syscall_ptr)store_open},     {"ftruncate", (sqlite3_syscall_ptr)store_ftruncate},
};

static void set_store_calls(bool ours)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	for (size_t i = 0; i < sizeof(store_calls) / sizeof(store_calls[0]); i++)
		vfs->xSetSystemCall(vfs, store_calls[i].name, ours ? store_calls[i].call : NULL);
}

/* A second scan is written and read; the error of what fails first. */
static enum dl_status use_store(const struct place *p, struct dl_error *err)
{
	const struct dl_scan_info info = {.root = "/src", .mode = "m", .arch = "a", .tool_version = "1", .started = 5};
	const struct dl_scan_counts counts = {.files = 1, .findings = 3};
	const struct dl_file_record file = {.path = "a.c", .arch = "x86_64"};
	struct dl_findings findings = {.arena = p->arena}, out = {.arena = p->arena};
	struct dl_scan_list scans;
	struct dl_store *store;
	enum dl_status status = dl_store_open(p->path, &store, err);
	int64_t scan;

	if (status != DL_OK)
		return status;
	some_findings(&findings);
	status = dl_store_begin_scan(store, &info, &scan, err);
	if (status == DL_OK)
		status = dl_store_add_file(store, scan, &file, err);
	if (status == DL_OK)
		status = dl_store_add_findings(store, scan, &findings, err);
	if (status == DL_OK)
		status = dl_store_finish_scan(store, scan, 9, 1, &counts, err);
	if (status == DL_OK)
		status = dl_store_scans(store, p->arena, &scans, err);
	if (status == DL_OK)
		status = dl_store_list(store, scan, NULL, &out, NULL, err);
	dl_store_close(store);
	return status;
}

/* The first scan is whole, and the file is sound. */
static void is_unharmed(const struct place *p)
{
	struct dl_store *store = must_open(p);
	sqlite3_stmt *stmt;
	sqlite3 *db;

	list_has(store, 1, (struct dl_finding_filter){0}, 3);
	dl_store_close(store);
	CU_ASSERT_EQUAL_FATAL(sqlite3_open(p->path, &db), SQLITE_OK);
	CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &stmt, NULL), SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_step(stmt), SQLITE_ROW);
	CU_ASSERT_STRING_EQUAL((const char *)sqlite3_column_text(stmt, 0), "ok");
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static void keep_one_scan(const struct place *p)
{
	struct dl_store *store = must_open(p);

	add_whole_scan(store, p->arena, "/src", 1);
	dl_store_close(store);
}

static void store_survives(int error)
{
	unsigned int left = 0, refused = 0;

	for (unsigned int n = 1; !left; n++) {
		struct dl_error err = {0};
		struct place p;
		enum dl_status status;

		place_make(&p);
		keep_one_scan(&p);
		set_store_calls(true);
		fail_with = error;
		fail_in = n;
		status = use_store(&p, &err);
		left = fail_in; /* so many calls were never made: this was the last round */
		fail_in = 0;
		set_store_calls(false);
		CU_ASSERT(status == DL_OK || *err.message);
		CU_ASSERT(status == DL_OK || strstr(err.message, p.path));
		refused += status != DL_OK;
		is_unharmed(&p);
		place_free(&p);
	}
	CU_ASSERT(refused > 5);
}

static void test_store_with_failing_disk(void)
{
	store_survives(EIO);
}

static void test_store_with_full_disk(void)
{
	store_survives(ENOSPC);
}

/* ---- files that are written ---- */

ssize_t __real_write(int fd, const void *data, size_t size);
int __real_rename(const char *from, const char *to);
int __real_fsync(int fd);
int __real_close(int fd);
ssize_t __wrap_write(int fd, const void *data, size_t size);
int __wrap_rename(const char *from, const char *to);
int __wrap_fsync(int fd);
int __wrap_close(int fd);

/* Half of it, then the rest. */
ssize_t __wrap_write(int fd, const void *data, size_t size)
{
	return fails() ? -1 : __real_write(fd, data, fail_in && size > 1 ? size / 2 : size);
}

int __wrap_rename(const char *from, const char *to)
{
	return fails() ? -1 : __real_rename(from, to);
}

int __wrap_fsync(int fd)
{
	return fails() ? -1 : __real_fsync(fd);
}

int __wrap_close(int fd)
{
	int result = __real_close(fd);

	return fails() ? -1 : result;
}

static enum dl_status write_output(const char *path, struct dl_error *err)
{
	struct dl_buf text = {0};
	enum dl_status status;

	dl_buf_puts(&text, "what is new");
	status = dl_output_path(&text, path, err);
	dl_buf_free(&text);
	return status;
}

static enum dl_status write_cache(const char *path, struct dl_error *err)
{
	return dl_file_write(path, "what is new", strlen("what is new"), err);
}

static size_t files_in(const char *folder)
{
	DIR *dir = opendir(folder);
	size_t count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count - 2;
}

/* Whole and new, or as it was. */
static void output_survives(enum dl_status (*write_it)(const char *path, struct dl_error *err))
{
	struct place p;
	char path[200];
	unsigned int left = 0, refused = 0;

	place_make(&p);
	snprintf(path, sizeof(path), "%s/output", p.folder);
	for (unsigned int n = 1; !left; n++) {
		struct dl_error err = {0};
		struct dl_buf text = {0};
		enum dl_status status;

		CU_ASSERT_EQUAL(dl_file_write(path, "old", 3, NULL), DL_OK);
		fail_with = EIO;
		fail_in = n;
		status = write_it(path, &err);
		left = fail_in;
		fail_in = 0;
		CU_ASSERT_EQUAL(dl_file_read(&text, path, NULL), DL_OK);
		CU_ASSERT_STRING_EQUAL(dl_buf_str(&text), status == DL_OK ? "what is new" : "old");
		CU_ASSERT(status == DL_OK || (strstr(err.message, path) && strstr(err.message, strerror(EIO))));
		CU_ASSERT_EQUAL(files_in(p.folder), 1);
		refused += status != DL_OK;
		dl_buf_free(&text);
	}
	CU_ASSERT(refused > 2);
	place_free(&p);
}

static void test_output(void)
{
	output_survives(write_output);
}

static void test_cache(void)
{
	output_survives(write_cache);
}

DL_TEST_MAIN("io_faults", DL_TEST(test_store_with_failing_disk), DL_TEST(test_store_with_full_disk),
	     DL_TEST(test_output), DL_TEST(test_cache))
