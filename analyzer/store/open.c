/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and closing the store; removing what killed scans left. */
#include "store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define WAIT_MS 50

static enum dl_status make_folders(const char *path, struct dl_error *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = dl_xstrdup(path);
	struct dl_error inner = { 0 };
	enum dl_status status = DL_OK;

	if (slash && slash != path) {
		folder[slash - path] = '\0';
		status = dl_make_dirs(folder, &inner);
	}
	if (status != DL_OK)
		dl_fail(err, status, "the store %.400s: %.400s; use another with --db FILE", path,
			inner.message);
	dl_free(folder);
	return status;
}

/*
 * Changing a new file to WAL needs a moment alone, for which SQLite does not always wait by itself.
 */
static enum dl_status set_wal(struct dl_store *store, struct dl_error *err)
{
	int rc = SQLITE_BUSY;

	for (int waited = 0; waited <= DL_STORE_TIMEOUT_MS; waited += WAIT_MS) {
		rc = sqlite3_exec(store->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
		if ((rc & 0xff) != SQLITE_BUSY && (rc & 0xff) != SQLITE_LOCKED)
			break;
		sqlite3_sleep(WAIT_MS);
	}
	return rc == SQLITE_OK ? DL_OK : dl_sql_fail(store, rc, "opening", err);
}

/* Scans whose process is gone without having finished them. */
static enum dl_status clean_killed_scans(struct dl_store *store, struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status;
	int rc =
		sqlite3_prepare_v2(store->db, "SELECT id, writer FROM scans WHERE finished IS NULL",
				   -1, &stmt, NULL);
	int64_t gone[64];
	size_t count = 0;

	if (rc != SQLITE_OK)
		return dl_sql_fail(store, rc, "opening", err);
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW && count < sizeof(gone) / sizeof(gone[0])) {
		const char *writer = (const char *)sqlite3_column_text(stmt, 1);

		if (!writer || dl_process_is_gone(writer))
			gone[count++] = sqlite3_column_int64(stmt, 0);
	}
	sqlite3_finalize(stmt);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return dl_sql_fail(store, rc, "opening", err);
	for (size_t i = 0; i < count; i++) {
		status = dl_store_drop_scan(store, gone[i], err);
		/*
		 * They harm nobody: whoever holds the lock or the disk's last block may keep them
		 * for now.
		 */
		if (status == DL_ERR_BUSY || status == DL_ERR_IO)
			return DL_OK;
		if (status != DL_OK)
			return status;
	}
	return DL_OK;
}

/* Somebody has the lock; this is asked for the @count-th time since. */
static int wait_for_lock(void *data, int count)
{
	const struct dl_store *store = data;

	if (count * WAIT_MS >= store->timeout || (store->go_on && !store->go_on(store->go_on_arg)))
		return 0;
	sqlite3_sleep(WAIT_MS);
	return 1;
}

static enum dl_status set_up(struct dl_store *store, struct dl_error *err)
{
	enum dl_status status;

	sqlite3_extended_result_codes(store->db, 1);
	store->timeout = DL_STORE_TIMEOUT_MS;
	sqlite3_busy_handler(store->db, wait_for_lock, store);
	/* The schema first: a file that is not ours must not be changed, not even to WAL. */
	status = dl_schema_migrate(store, err);
	store->is_read_only = sqlite3_db_readonly(store->db, "main") == 1;
	if (status == DL_OK && !store->is_read_only)
		status = set_wal(store, err);
	if (status == DL_OK)
		status = dl_sql_exec(
			store,
			"PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
			" PRAGMA cell_size_check=ON",
			err);
	if (status == DL_OK && !store->is_read_only)
		status = clean_killed_scans(store, err);
	return status;
}

/* A new store is its owner's: it holds paths and lines of source. SQLite's other files get its mode. */
void dl_sql_make_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
}

/* @name: the path, or a URI with it. */
static enum dl_status open_as(const char *name, int flags, const char *path, struct dl_store **out,
			      struct dl_error *err)
{
	struct dl_store *store = dl_xcalloc(1, sizeof(*store));
	enum dl_status status;
	int rc;

	*out = NULL;
	store->path = dl_xstrdup(path);
	rc = sqlite3_open_v2(name, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
	status = rc == SQLITE_OK ? set_up(store, err) : dl_sql_fail(store, rc, "opening", err);
	if (status != DL_OK) {
		dl_store_close(store);
		return status;
	}
	*out = store;
	return DL_OK;
}

enum dl_status dl_store_open(const char *path, struct dl_store **out, struct dl_error *err)
{
	enum dl_status status;
	struct stat st;

	*out = NULL;
	if (!path || !*path)
		return dl_fail(err, DL_ERR_INVALID, "the store needs a file name: use --db FILE");
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return dl_fail(err, DL_ERR_INVALID,
			       "the store %s is not a regular file; name another with --db FILE",
			       path);
	status = make_folders(path, err);
	if (status != DL_OK)
		return status;
	dl_sql_make_private(path);
	return open_as(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, path, out, err);
}

/* No other process has it open, or had when it ended. */
static bool is_at_rest(const char *path)
{
	struct dl_buf wal = {0};
	struct stat st;
	bool at_rest;

	dl_buf_printf(&wal, "%s-wal", path);
	at_rest = stat(wal.data, &st) != 0 || st.st_size == 0;
	dl_buf_free(&wal);
	return at_rest;
}

/* In a folder where SQLite can make no files of its own; nobody else can write there either. */
static enum dl_status open_unchanging(const char *path, struct dl_store **out, struct dl_error *err)
{
	struct dl_buf uri = {0};
	enum dl_status status;

	dl_buf_puts(&uri, "file:");
	for (const char *p = path; *p; p++)
		dl_buf_printf(&uri, strchr("%?#", *p) ? "%%%02x" : "%c", (unsigned char)*p);
	dl_buf_puts(&uri, "?immutable=1");
	status = open_as(uri.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, path, out, err);
	dl_buf_free(&uri);
	return status;
}

enum dl_status dl_store_open_existing(const char *path, struct dl_store **out, struct dl_error *err)
{
	struct stat st;
	enum dl_status status;

	*out = NULL;
	if (path && *path && stat(path, &st) && (errno == ENOENT || errno == ENOTDIR))
		return dl_fail(
			err, DL_ERR_NOT_FOUND,
			"there is no store %s yet; run dmalint scan first, or name its file with --db FILE",
			path);
	status = dl_store_open(path, out, err);
	if (status == DL_ERR_IO && access(path, R_OK) == 0 && is_at_rest(path))
		status = open_unchanging(path, out, err);
	return status;
}

void dl_store_close(struct dl_store *store)
{
	if (!store)
		return;
	for (int i = 0; i < store->cached; i++)
		sqlite3_finalize(store->cache[i].stmt);
	sqlite3_close(store->db);
	dl_free(store->path);
	dl_free(store);
}

void dl_store_set_timeout(struct dl_store *store, int milliseconds)
{
	store->timeout = milliseconds;
}

void dl_store_set_waiting(struct dl_store *store, bool (*go_on)(void *), void *arg)
{
	store->go_on = go_on;
	store->go_on_arg = arg;
}
