/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See results.h. Records of a kind that are put one after another share a bundle, which is one Zstandard
 * frame: what one has of headers, the next one has too.
 */
#include "store/results.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/heap.h"
#include "base/vec.h"
#include "store/compress.h"
#include "store/sql.h"

#define APPLICATION_ID 0x646d6c72 /* "dmlr" */
#define VERSION	       3
#define BUSY_MS	       2000
#define BATCH_BYTES    (1u << 20) /* waits in memory, and is lost when the process is killed */
#define LOG_BYTES      (2 << 20)  /* what SQLite's log may have when it is left to the next one */
#define DAY	       86400

/* A record in a bundle. */
struct entry {
	uint64_t key;
	size_t at;
	size_t len;
};

struct bundle {
	enum dl_memo_kind kind;
	DL_VEC(struct entry) entries;
	struct dl_buf bytes; /* of all records */
};

struct use {
	enum dl_memo_kind kind;
	uint64_t key;
};

struct dl_results {
	sqlite3 *db;
	sqlite3_stmt *find;
	sqlite3_stmt *get;
	sqlite3_stmt *put;
	sqlite3_stmt *put_bundle;
	sqlite3_stmt *drop_bundle;
	sqlite3_stmt *touch;
	struct dl_compressor *compressor;
	int64_t today;
	uint64_t program; /* hash of the name of whose records they are */
	bool is_damaged;		     /* so it goes when it is closed */
	struct bundle open[DL_MEMO_KINDS];   /* that get what is put */
	DL_VEC(struct bundle) waiting;	     /* for being written; their bytes are a frame */
	size_t waiting_bytes;
	DL_VEC(struct use) used;	     /* what was not used earlier today */
	struct {
		int64_t id;
		struct dl_buf bytes;
	} last[DL_MEMO_KINDS]; /* bundle that was read last; its neighbours are asked for next */
};

static const char create[] =
	"CREATE TABLE IF NOT EXISTS bundles(id INTEGER PRIMARY KEY AUTOINCREMENT, data BLOB NOT NULL);"
	"CREATE TABLE IF NOT EXISTS results("
	" kind INTEGER NOT NULL, key INTEGER NOT NULL, used INTEGER NOT NULL,"
	" bundle INTEGER NOT NULL, at INTEGER NOT NULL, len INTEGER NOT NULL,"
	" PRIMARY KEY(kind, key)) WITHOUT ROWID";

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
		/* whole or not at all: what is half made would be taken for ours */
		snprintf(sql, sizeof(sql), "BEGIN IMMEDIATE; PRAGMA application_id=%d; PRAGMA user_version=%d",
			 APPLICATION_ID, VERSION);
		return run(db, sql) && run(db, create) && run(db, "COMMIT");
	}
	return number(db, "PRAGMA application_id") == APPLICATION_ID &&
	       number(db, "PRAGMA user_version") == VERSION &&
	       number(db, "SELECT count(*) FROM sqlite_master WHERE name IN ('bundles', 'results')") == 2;
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

static bool prepare_one(struct dl_results *r, sqlite3_stmt **stmt, const char *sql)
{
	return sqlite3_prepare_v2(r->db, sql, -1, stmt, NULL) == SQLITE_OK;
}

static bool prepare(struct dl_results *r)
{
	return prepare_one(r, &r->find,
			   "SELECT bundle, at, len, used FROM results WHERE kind=? AND key=?") &&
	       prepare_one(r, &r->get, "SELECT data FROM bundles WHERE id=?") &&
	       prepare_one(r, &r->put, "INSERT OR REPLACE INTO results VALUES(?, ?, ?, ?, ?, ?)") &&
	       prepare_one(r, &r->put_bundle, "INSERT INTO bundles(data) VALUES(?)") &&
	       prepare_one(r, &r->drop_bundle,
			   "DELETE FROM bundles WHERE id=(SELECT bundle FROM results WHERE kind=? AND key=?)") &&
	       prepare_one(r, &r->touch, "UPDATE results SET used=? WHERE kind=? AND key=?");
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

static int step(struct dl_results *r, sqlite3_stmt *stmt)
{
	int rc = sqlite3_step(stmt);

	r->is_damaged |= (rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB;
	return rc;
}

/* ---- reading ---- */

static const struct entry *find_entry(const struct bundle *b, uint64_t key)
{
	for (size_t i = b->entries.len; i-- > 0;)
		if (b->entries.data[i].key == key)
			return &b->entries.data[i];
	return NULL;
}

static bool add_slice(struct dl_buf *out, const struct dl_buf *bytes, size_t at, size_t len)
{
	if (at > bytes->len || len > bytes->len - at)
		return false;
	dl_buf_add(out, bytes->data + at, len);
	return true;
}

static bool get_waiting(struct dl_results *r, const struct bundle *b, const struct entry *e, struct dl_buf *out)
{
	struct dl_buf bytes = {0};
	bool found = dl_decompress(r->compressor, &bytes, b->bytes.data, b->bytes.len) &&
		     add_slice(out, &bytes, e->at, e->len);

	dl_buf_free(&bytes);
	return found;
}

static bool read_frame(struct dl_results *r, int64_t id, struct dl_buf *out)
{
	bool found = false;

	sqlite3_bind_int64(r->get, 1, id);
	if (step(r, r->get) == SQLITE_ROW) {
		const void *data = sqlite3_column_blob(r->get, 0);
		int len = sqlite3_column_bytes(r->get, 0);

		found = data && len > 0 && dl_decompress(r->compressor, out, data, (size_t)len);
	}
	sqlite3_reset(r->get);
	return found;
}

/* Make the bundle the last of its kind that was read. */
static bool read_bundle(struct dl_results *r, enum dl_memo_kind kind, int64_t id)
{
	if (r->last[kind].id == id)
		return true;
	dl_buf_clear(&r->last[kind].bytes);
	r->last[kind].id = read_frame(r, id, &r->last[kind].bytes) ? id : 0;
	return r->last[kind].id;
}

/* Bytes that may share a bundle. The rest is small, and asked for in another order than it was put. */
static size_t room_for(enum dl_memo_kind kind)
{
	return kind == DL_MEMO_IR ? 1u << 20 : kind == DL_MEMO_FILE ? 1u << 17 : 0;
}

static bool get_written(struct dl_results *r, enum dl_memo_kind kind, uint64_t key, struct dl_buf *out)
{
	const size_t had = out->len;
	bool found = false;

	sqlite3_bind_int64(r->find, 1, kind);
	sqlite3_bind_int64(r->find, 2, (int64_t)key);
	if (step(r, r->find) == SQLITE_ROW) {
		int64_t id = sqlite3_column_int64(r->find, 0);
		size_t at = (size_t)sqlite3_column_int64(r->find, 1);
		size_t len = (size_t)sqlite3_column_int64(r->find, 2);

		if (room_for(kind))
			found = read_bundle(r, kind, id) && add_slice(out, &r->last[kind].bytes, at, len);
		else
			found = read_frame(r, id, out) && !at && out->len == had + len;
		/* that it was used is written with what is put */
		if (found && sqlite3_column_int64(r->find, 3) < r->today)
			dl_vec_push(&r->used, ((struct use){kind, key}));
	}
	sqlite3_reset(r->find);
	return found;
}

static uint64_t key_of(const struct dl_results *r, uint64_t key)
{
	return dl_hash_final(dl_hash_u64(r->program, key));
}

static bool get(void *ctx, enum dl_memo_kind kind, uint64_t key, struct dl_buf *out)
{
	struct dl_results *r = ctx;
	const struct entry *e;

	key = key_of(r, key);
	e = find_entry(&r->open[kind], key);
	if (e)
		return add_slice(out, &r->open[kind].bytes, e->at, e->len);
	for (size_t i = r->waiting.len; i-- > 0;) {
		const struct bundle *b = &r->waiting.data[i];

		e = b->kind == kind ? find_entry(b, key) : NULL;
		if (e)
			return get_waiting(r, b, e, out);
	}
	return get_written(r, kind, key, out);
}

/* ---- writing ---- */

static bool done(struct dl_results *r, sqlite3_stmt *stmt)
{
	bool ok = step(r, stmt) == SQLITE_DONE;

	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return ok;
}

/* A bundle that is not shared goes with its record; the shared ones are looked at when there is too much. */
static bool drop_replaced(struct dl_results *r, const struct bundle *b)
{
	if (room_for(b->kind))
		return true;
	sqlite3_bind_int64(r->drop_bundle, 1, b->kind);
	sqlite3_bind_int64(r->drop_bundle, 2, (int64_t)b->entries.data[0].key);
	return done(r, r->drop_bundle);
}

static bool write_bundle(struct dl_results *r, const struct bundle *b)
{
	int64_t id;
	bool ok;

	if (!drop_replaced(r, b))
		return false;
	sqlite3_bind_blob64(r->put_bundle, 1, b->bytes.data, b->bytes.len, SQLITE_STATIC);
	ok = done(r, r->put_bundle);
	id = sqlite3_last_insert_rowid(r->db);
	for (size_t i = 0; ok && i < b->entries.len; i++) {
		sqlite3_bind_int64(r->put, 1, b->kind);
		sqlite3_bind_int64(r->put, 2, (int64_t)b->entries.data[i].key);
		sqlite3_bind_int64(r->put, 3, r->today);
		sqlite3_bind_int64(r->put, 4, id);
		sqlite3_bind_int64(r->put, 5, (int64_t)b->entries.data[i].at);
		sqlite3_bind_int64(r->put, 6, (int64_t)b->entries.data[i].len);
		ok = done(r, r->put);
	}
	return ok;
}

static bool write_use(struct dl_results *r, const struct use *use)
{
	sqlite3_bind_int64(r->touch, 1, r->today);
	sqlite3_bind_int64(r->touch, 2, use->kind);
	sqlite3_bind_int64(r->touch, 3, (int64_t)use->key);
	return done(r, r->touch);
}

static void free_bundle(struct bundle *b)
{
	dl_buf_free(&b->bytes);
	dl_vec_free(&b->entries);
}

static bool write_all(struct dl_results *r)
{
	for (size_t i = 0; i < r->waiting.len; i++)
		if (!write_bundle(r, &r->waiting.data[i]))
			return false;
	for (size_t i = 0; i < r->used.len; i++)
		if (!write_use(r, &r->used.data[i]))
			return false;
	return run(r->db, "COMMIT");
}

/* A store that is locked, or a full disk: what waits is dropped. */
static void flush(struct dl_results *r)
{
	if (!r->waiting.len && !r->used.len)
		return;
	if (run(r->db, "BEGIN IMMEDIATE") && !write_all(r))
		run(r->db, "ROLLBACK");
	for (size_t i = 0; i < r->waiting.len; i++)
		free_bundle(&r->waiting.data[i]);
	r->waiting.len = r->waiting_bytes = r->used.len = 0;
}

/* What was put of a kind waits for being written. */
static void close_bundle(struct dl_results *r, enum dl_memo_kind kind)
{
	struct bundle b = r->open[kind];
	struct dl_buf bytes = b.bytes;
	size_t len;

	r->open[kind] = (struct bundle){0};
	b.bytes = (struct dl_buf){0};
	b.bytes.data = dl_compress(r->compressor, bytes.data, bytes.len, &len);
	dl_buf_free(&bytes);
	if (!b.bytes.data) {
		free_bundle(&b);
		return;
	}
	b.kind = kind;
	b.bytes.len = b.bytes.cap = len;
	dl_vec_push(&r->waiting, b);
	r->waiting_bytes += len;
	if (r->waiting_bytes > BATCH_BYTES)
		flush(r);
}

static void put(void *ctx, enum dl_memo_kind kind, uint64_t key, const struct dl_buf *record)
{
	struct dl_results *r = ctx;
	struct bundle *b = &r->open[kind];

	dl_vec_push(&b->entries, ((struct entry){key_of(r, key), b->bytes.len, record->len}));
	dl_buf_add(&b->bytes, record->data, record->len);
	if (b->bytes.len >= room_for(kind))
		close_bundle(r, kind);
}

struct dl_memo dl_results_memo(struct dl_results *results, const char *program)
{
	results->program = dl_hash_str(DL_HASH_SEED, program);
	return (struct dl_memo){.ctx = results, .get = get, .put = put};
}

/* ---- size ---- */

struct dl_results_size dl_results_size(struct dl_results *r)
{
	int64_t records = number(r->db, "SELECT count(*) FROM results");
	int64_t bytes = number(r->db, "SELECT sum(length(data)) FROM bundles");

	return (struct dl_results_size){
		.records = records > 0 ? (uint64_t)records : 0,
		.bytes = bytes > 0 ? (uint64_t)bytes : 0,
	};
}

/* Those whose records are all gone, or in newer ones. */
static bool drop_empty_bundles(sqlite3 *db)
{
	return run(db, "DELETE FROM bundles WHERE id NOT IN (SELECT bundle FROM results)");
}

/* A tenth of the records. */
static bool drop_oldest(sqlite3 *db)
{
	return run(db, "DELETE FROM results WHERE (kind, key) IN"
		       " (SELECT kind, key FROM results ORDER BY used, bundle, at"
		       "  LIMIT (SELECT count(*) / 10 + 1 FROM results))") &&
	       sqlite3_changes(db) && drop_empty_bundles(db);
}

static uint64_t size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* SQLite's file with what is not yet in it. */
static const char *log_of(sqlite3 *db)
{
	return sqlite3_filename_wal(sqlite3_db_filename(db, "main"));
}

/* To less than @max_bytes: while the file is smaller than that, nobody need look at what is in it. */
static void trim(struct dl_results *r, uint64_t max_bytes)
{
	bool dropped;

	if (size_of(sqlite3_db_filename(r->db, "main")) + size_of(log_of(r->db)) <= max_bytes ||
	    !drop_empty_bundles(r->db))
		return;
	dropped = sqlite3_changes(r->db) > 0;
	while (dl_results_size(r).bytes > max_bytes / 10 * 9 && drop_oldest(r->db))
		dropped = true;
	if (dropped)
		run(r->db, "VACUUM");
}

/*
 * The last one that closes the file would copy the log into it, and wait for the disk two times, each time that
 * a developer saves a source and scans it. What the log has is as safe there; who opens the file next reads it.
 */
static void leave_short_log(sqlite3 *db)
{
	if (size_of(log_of(db)) <= LOG_BYTES)
		sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

static void close_file(struct dl_results *r)
{
	char *path = r->is_damaged ? dl_xstrdup(sqlite3_db_filename(r->db, "main")) : NULL;

	sqlite3_finalize(r->find);
	sqlite3_finalize(r->get);
	sqlite3_finalize(r->put);
	sqlite3_finalize(r->put_bundle);
	sqlite3_finalize(r->drop_bundle);
	sqlite3_finalize(r->touch);
	leave_short_log(r->db);
	sqlite3_close(r->db);
	if (path)
		remove_file(path);
	dl_free(path);
}

void dl_results_settle(struct dl_results *r)
{
	for (int kind = 0; r && kind < DL_MEMO_KINDS; kind++)
		if (r->open[kind].entries.len)
			close_bundle(r, kind);
}

void dl_results_close(struct dl_results *r, uint64_t max_bytes)
{
	if (!r)
		return;
	dl_results_settle(r);
	flush(r);
	trim(r, max_bytes);
	close_file(r);
	for (int kind = 0; kind < DL_MEMO_KINDS; kind++)
		dl_buf_free(&r->last[kind].bytes);
	dl_vec_free(&r->waiting);
	dl_vec_free(&r->used);
	dl_compressor_free(r->compressor);
	dl_free(r);
}
