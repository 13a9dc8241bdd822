/* SPDX-License-Identifier: Apache-2.0 */
/* See results.h. */
#include "store/results.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/heap.h"
#include "base/vec.h"
#include "store/compress.h"
#include "store/sql.h"

#define APPLICATION_ID 0x646d6c72 /* "dmlr" */
#define VERSION	       2
#define BUSY_MS	       2000
#define BATCH_BYTES    (8u << 20) /* waits in memory, so that nobody else waits long for the lock */
#define DAY	       86400

struct entry {
	enum dl_memo_kind kind;
	uint64_t key;
	void *data; /* a frame; NULL: only that it was used */
	size_t len;
};

struct dl_results {
	sqlite3 *db;
	sqlite3_stmt *get;
	sqlite3_stmt *put;
	sqlite3_stmt *touch;
	struct dl_compressor *compressor;
	int64_t today;
	DL_VEC(struct entry) waiting;
	size_t waiting_bytes;
};

static const char create[] =
	"CREATE TABLE IF NOT EXISTS results("
	" kind INTEGER NOT NULL, key INTEGER NOT NULL, used INTEGER NOT NULL, data BLOB NOT NULL,"
	" UNIQUE(kind, key))";

static bool run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;
	int64_t value = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return -1;
	if (sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

/* Ours, of this version, or empty and made ours. */
static bool is_usable(sqlite3 *db)
{
	char sql[96];

	if (number(db, "SELECT count(*) FROM sqlite_master") == 0) {
		snprintf(sql, sizeof(sql), "PRAGMA application_id=%d; PRAGMA user_version=%d",
			 APPLICATION_ID, VERSION);
		return run(db, sql) && run(db, create);
	}
	return number(db, "PRAGMA application_id") == APPLICATION_ID &&
	       number(db, "PRAGMA user_version") == VERSION;
}

static bool is_busy(sqlite3 *db)
{
	int rc = sqlite3_errcode(db) & 0xff;

	return rc == SQLITE_BUSY || rc == SQLITE_LOCKED;
}

static sqlite3 *open_file(const char *path, bool *is_busy_now)
{
	sqlite3 *db;
	bool ok = sqlite3_open_v2(path, &db,
				  SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
				  NULL) == SQLITE_OK;

	if (ok) {
		sqlite3_busy_timeout(db, BUSY_MS);
		ok = run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
			     " PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON") &&
		     is_usable(db);
	}
	if (ok)
		return db;
	*is_busy_now = is_busy(db);
	sqlite3_close(db);
	return NULL;
}

static void remove_file(const char *path)
{
	static const char *const parts[] = {"", "-wal", "-shm"};
	char name[4096];

	for (size_t i = 0; i < 3; i++)
		if ((size_t)snprintf(name, sizeof(name), "%s%s", path, parts[i]) < sizeof(name))
			unlink(name);
}

static bool prepare(struct dl_results *r)
{
	return sqlite3_prepare_v2(r->db, "SELECT data, used FROM results WHERE kind=? AND key=?", -1,
				  &r->get, NULL) == SQLITE_OK &&
	       sqlite3_prepare_v2(r->db, "INSERT OR REPLACE INTO results VALUES(?, ?, ?, ?)", -1,
				  &r->put, NULL) == SQLITE_OK &&
	       sqlite3_prepare_v2(r->db, "UPDATE results SET used=? WHERE kind=? AND key=?", -1,
				  &r->touch, NULL) == SQLITE_OK;
}

struct dl_results *dl_results_open(const char *path)
{
	struct dl_results *r;
	bool busy = false;
	sqlite3 *db;
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return NULL;
	dl_sql_make_private(path);
	db = open_file(path, &busy);
	if (!db && !busy) {
		remove_file(path);
		dl_sql_make_private(path);
		db = open_file(path, &busy);
	}
	if (!db)
		return NULL;
	r = dl_xcalloc(1, sizeof(*r));
	r->db = db;
	r->compressor = dl_compressor_new();
	r->today = (int64_t)time(NULL) / DAY;
	if (prepare(r))
		return r;
	dl_results_close(r, UINT64_MAX);
	return NULL;
}

/* ---- reading ---- */

static void add_waiting(struct dl_results *r, enum dl_memo_kind kind, uint64_t key, void *data, size_t len)
{
	dl_vec_push(&r->waiting, ((struct entry){kind, key, data, len}));
	r->waiting_bytes += len;
}

static const struct entry *find_waiting(const struct dl_results *r, enum dl_memo_kind kind, uint64_t key)
{
	for (size_t i = r->waiting.len; i-- > 0;)
		if (r->waiting.data[i].data && r->waiting.data[i].kind == kind &&
		    r->waiting.data[i].key == key)
			return &r->waiting.data[i];
	return NULL;
}

static bool get(void *ctx, enum dl_memo_kind kind, uint64_t key, struct dl_buf *out)
{
	struct dl_results *r = ctx;
	const struct entry *e = find_waiting(r, kind, key);
	bool found = false;

	if (e)
		return dl_decompress(r->compressor, out, e->data, e->len);
	sqlite3_bind_int64(r->get, 1, kind);
	sqlite3_bind_int64(r->get, 2, (int64_t)key);
	if (sqlite3_step(r->get) == SQLITE_ROW) {
		const void *data = sqlite3_column_blob(r->get, 0);
		int len = sqlite3_column_bytes(r->get, 0);

		found = data && len > 0 && dl_decompress(r->compressor, out, data, (size_t)len);
		/* that it was used is written with what is put */
		if (found && sqlite3_column_int64(r->get, 1) < r->today)
			add_waiting(r, kind, key, NULL, 0);
	}
	sqlite3_reset(r->get);
	return found;
}

/* ---- writing ---- */

static bool write_entry(struct dl_results *r, const struct entry *e)
{
	sqlite3_stmt *stmt = e->data ? r->put : r->touch;
	bool ok;

	if (e->data) {
		sqlite3_bind_int64(stmt, 1, e->kind);
		sqlite3_bind_int64(stmt, 2, (int64_t)e->key);
		sqlite3_bind_int64(stmt, 3, r->today);
		sqlite3_bind_blob64(stmt, 4, e->data, e->len, SQLITE_STATIC);
	} else {
		sqlite3_bind_int64(stmt, 1, r->today);
		sqlite3_bind_int64(stmt, 2, e->kind);
		sqlite3_bind_int64(stmt, 3, (int64_t)e->key);
	}
	ok = sqlite3_step(stmt) == SQLITE_DONE;
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return ok;
}

/* A store that is locked, or a full disk: what waits is dropped. */
static void flush(struct dl_results *r)
{
	bool ok = r->waiting.len && run(r->db, "BEGIN IMMEDIATE");

	for (size_t i = 0; i < r->waiting.len; i++) {
		ok = ok && write_entry(r, &r->waiting.data[i]);
		dl_free(r->waiting.data[i].data);
	}
	if (r->waiting.len && !(ok && run(r->db, "COMMIT")))
		run(r->db, "ROLLBACK");
	r->waiting.len = r->waiting_bytes = 0;
}

static void put(void *ctx, enum dl_memo_kind kind, uint64_t key, const struct dl_buf *record)
{
	struct dl_results *r = ctx;
	size_t len;
	void *frame = dl_compress(r->compressor, record->data, record->len, &len);

	if (frame)
		add_waiting(r, kind, key, frame, len);
	if (r->waiting_bytes > BATCH_BYTES)
		flush(r);
}

struct dl_memo dl_results_memo(struct dl_results *results)
{
	return (struct dl_memo){.ctx = results, .get = get, .put = put};
}

/* ---- size ---- */

struct dl_results_size dl_results_size(struct dl_results *r)
{
	int64_t records = number(r->db, "SELECT count(*) FROM results");
	int64_t bytes = number(r->db, "SELECT sum(length(data)) FROM results");

	return (struct dl_results_size){
		.records = records > 0 ? (uint64_t)records : 0,
		.bytes = bytes > 0 ? (uint64_t)bytes : 0,
	};
}

/* A tenth of the days at a time. */
static void trim(struct dl_results *r, uint64_t max_bytes)
{
	bool trimmed = false;

	while (dl_results_size(r).bytes > max_bytes) {
		if (!run(r->db, "DELETE FROM results WHERE rowid IN"
				" (SELECT rowid FROM results ORDER BY used, rowid"
				"  LIMIT (SELECT count(*) / 10 + 1 FROM results))") ||
		    !sqlite3_changes(r->db))
			break;
		trimmed = true;
	}
	if (trimmed)
		run(r->db, "VACUUM");
}

void dl_results_close(struct dl_results *r, uint64_t max_bytes)
{
	if (!r)
		return;
	flush(r);
	trim(r, max_bytes);
	sqlite3_finalize(r->get);
	sqlite3_finalize(r->put);
	sqlite3_finalize(r->touch);
	sqlite3_close(r->db);
	dl_vec_free(&r->waiting);
	dl_compressor_free(r->compressor);
	dl_free(r);
}
