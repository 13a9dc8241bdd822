/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sql.h"

#include <errno.h>
#include <string.h>

#include "base/heap.h"

#define LAST_SECOND 253402300799 /* of the year 9999 */

enum dl_status dl_sql_fail(struct dl_store *store, int rc, const char *doing, struct dl_error *err)
{
	const char *path = store->path, *why = sqlite3_errmsg(store->db);

	switch (rc & 0xff) {
	case SQLITE_NOMEM:
		return dl_fail(err, DL_ERR_NO_MEMORY, "the store %s is out of memory (%s)", path,
			       doing);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return dl_fail(
			err, DL_ERR_BUSY,
			"the store %s is locked by another process (%s); wait until it ends or use --db FILE",
			path, doing);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return dl_fail(
			err, DL_ERR_CORRUPT,
			"the store %s is damaged (%s: %s); delete the file, or use another with --db FILE",
			path, doing, why);
	case SQLITE_FULL:
		return dl_fail(
			err, DL_ERR_IO,
			"cannot write the store %s (%s): the disk is full; make room or use --db FILE",
			path, doing);
	case SQLITE_CANTOPEN:
		if (sqlite3_system_errno(store->db) == EMFILE)
			return dl_fail(err, DL_ERR_IO, "cannot open the store %s (%s): %s; allow some 20 (ulimit -n)",
				       path, doing, strerror(EMFILE));
		/* fall through */
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return dl_fail(
			err, DL_ERR_IO,
			"cannot write the store %s (%s: %s); check the permissions or use --db FILE",
			path, doing, why);
	case SQLITE_IOERR:
		return dl_fail(
			err, DL_ERR_IO,
			"cannot read or write the store %s (%s: %s); check the disk or use --db FILE",
			path, doing, why);
	case SQLITE_TOOBIG:
		return dl_fail(err, DL_ERR_LIMIT, "a record is too large for the store %s (%s)",
			       path, doing);
	default:
		return dl_fail(err, DL_ERR_INTERNAL, "the store %s failed (%s): %s", path, doing,
			       why);
	}
}

enum dl_status dl_sql_prepare(struct dl_store *store, const char *sql, sqlite3_stmt **out,
			      struct dl_error *err)
{
	int rc;

	for (int i = 0; i < store->cached; i++) {
		if (store->cache[i].sql == sql) {
			*out = store->cache[i].stmt;
			sqlite3_reset(*out);
			sqlite3_clear_bindings(*out);
			return DL_OK;
		}
	}
	if (store->cached == DL_SQL_CACHE)
		return dl_fail(err, DL_ERR_INTERNAL,
			       "the store has more than %d kinds of statements", DL_SQL_CACHE);
	rc = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
	if (rc != SQLITE_OK)
		return dl_sql_fail(store, rc, "preparing a statement", err);
	store->cache[store->cached].sql = sql;
	store->cache[store->cached++].stmt = *out;
	return DL_OK;
}

enum dl_status dl_sql_run(struct dl_store *store, sqlite3_stmt *stmt, struct dl_error *err)
{
	enum dl_status status = DL_OK;
	int rc;

	do
		rc = sqlite3_step(stmt);
	while (rc == SQLITE_ROW);
	if (rc != SQLITE_DONE)
		status = dl_sql_fail(store, rc, "writing", err);
	sqlite3_reset(stmt);
	return status;
}

enum dl_status dl_sql_exec(struct dl_store *store, const char *sql, struct dl_error *err)
{
	int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? DL_OK : dl_sql_fail(store, rc, "writing", err);
}

enum dl_status dl_sql_has(struct dl_store *store, const char *sql, int64_t id, bool *has,
			  struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(store, sql, &stmt, err);
	int rc;

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, id);
	rc = sqlite3_step(stmt);
	sqlite3_reset(stmt);
	*has = rc == SQLITE_ROW;
	return *has || rc == SQLITE_DONE ? DL_OK : dl_sql_fail(store, rc, "reading", err);
}

enum dl_status dl_sql_begin(struct dl_store *store, struct dl_error *err)
{
	return dl_sql_exec(store, store->in_batch ? "SAVEPOINT one_call" : "BEGIN IMMEDIATE", err);
}

enum dl_status dl_sql_end(struct dl_store *store, enum dl_status status, struct dl_error *err)
{
	if (status == DL_OK)
		status = dl_sql_exec(store, store->in_batch ? "RELEASE one_call" : "COMMIT", err);
	/* On some errors SQLite itself has rolled back the whole transaction. */
	if (status != DL_OK && !sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db,
			     store->in_batch ? "ROLLBACK TO one_call; RELEASE one_call"
					     : "ROLLBACK",
			     NULL, NULL, NULL);
	return status;
}

enum dl_status dl_store_begin(struct dl_store *store, struct dl_error *err)
{
	enum dl_status status = DL_OK;

	if (!store->in_batch)
		status = dl_sql_begin(store, err);
	store->in_batch = status == DL_OK;
	return status;
}

enum dl_status dl_store_commit(struct dl_store *store, struct dl_error *err)
{
	if (!store->in_batch)
		return DL_OK;
	store->in_batch = false;
	if (sqlite3_get_autocommit(store->db))
		return dl_fail(err, DL_ERR_IO,
			       "the store %s took back a batch after an earlier error",
			       store->path);
	return dl_sql_end(store, DL_OK, err);
}

void dl_store_rollback(struct dl_store *store)
{
	if (store->in_batch && !sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	store->in_batch = false;
}

static bool is_cached(const struct dl_store *store, const sqlite3_stmt *stmt)
{
	for (int i = 0; i < store->cached; i++)
		if (store->cache[i].stmt == stmt)
			return true;
	return false;
}

void dl_store_abandon(struct dl_store *store)
{
	sqlite3_stmt *stmt = sqlite3_next_stmt(store->db, NULL);

	dl_store_set_waiting(store, NULL, NULL);
	while (stmt) {
		sqlite3_stmt *next = sqlite3_next_stmt(store->db, stmt);

		if (is_cached(store, stmt))
			sqlite3_reset(stmt);
		else
			sqlite3_finalize(stmt);
		stmt = next;
	}
	if (!sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	store->in_batch = false;
}

void dl_sql_text(sqlite3_stmt *stmt, int index, const char *s)
{
	if (s)
		sqlite3_bind_text(stmt, index, s, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(stmt, index);
}

const char *dl_sql_column(sqlite3_stmt *stmt, int index, struct dl_arena *arena)
{
	const unsigned char *s = sqlite3_column_text(stmt, index);

	if (!s && sqlite3_column_type(stmt, index) != SQLITE_NULL)
		dl_no_memory();
	return s ? dl_arena_strdup(arena, (const char *)s) : NULL;
}

uint64_t dl_sql_number(sqlite3_stmt *stmt, int index)
{
	return (uint64_t)sqlite3_column_int64(stmt, index);
}

uint64_t dl_sql_max(struct dl_store *store, sqlite3_stmt *stmt, int index, uint64_t max)
{
	int64_t value = sqlite3_column_int64(stmt, index);

	if (value >= 0 && (uint64_t)value <= max)
		return (uint64_t)value;
	store->is_damaged = true;
	return 0;
}

int64_t dl_sql_time(struct dl_store *store, sqlite3_stmt *stmt, int index)
{
	return (int64_t)dl_sql_max(store, stmt, index, LAST_SECOND);
}

const char *dl_sql_name(struct dl_store *store, sqlite3_stmt *stmt, int index, struct dl_arena *arena)
{
	const char *text = dl_sql_column(stmt, index, arena);

	store->is_damaged |= !text;
	return text ? text : "";
}

enum dl_status dl_sql_check(struct dl_store *store, enum dl_status status, struct dl_error *err)
{
	bool is_damaged = store->is_damaged;

	store->is_damaged = false;
	if (status != DL_OK || !is_damaged)
		return status;
	return dl_fail(err, DL_ERR_CORRUPT,
		       "the store %s is damaged (a value in it is out of range); delete the file, or use another "
		       "with --db FILE",
		       store->path);
}
