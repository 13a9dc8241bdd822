/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the store room: the handle, cached statements, SQLite errors as dl_status. */
#ifndef DL_STORE_SQL_H
#define DL_STORE_SQL_H

#include <sqlite3.h>
#include <stdbool.h>

#include "store/store.h"

#define DL_SQL_CACHE 32
#define DL_STORE_TIMEOUT_MS 5000

struct dl_store {
	sqlite3 *db;
	char *path;
	bool in_batch;
	bool is_read_only;
	bool is_damaged; /* a value was read that no dmalint writes */
	struct {
		const char *sql;	/* a string constant: compared by address */
		sqlite3_stmt *stmt;
	} cache[DL_SQL_CACHE];
	int cached;
	int timeout; /* milliseconds of waiting for a lock */
	bool (*go_on)(void *arg);
	void *go_on_arg;
};

/* Turn @rc (or the handle's last error) into a status and a message with the remedy. */
enum dl_status dl_sql_fail(struct dl_store *store, int rc, const char *doing, struct dl_error *err);

/* The statement for the constant @sql, reset and unbound; owned by the handle. */
enum dl_status dl_sql_prepare(struct dl_store *store, const char *sql, sqlite3_stmt **out,
			      struct dl_error *err);
/* Run a statement to its end and reset it. */
enum dl_status dl_sql_run(struct dl_store *store, sqlite3_stmt *stmt, struct dl_error *err);
enum dl_status dl_sql_exec(struct dl_store *store, const char *sql, struct dl_error *err);

/* Whether the query @sql finds a row for @id, its only parameter. */
enum dl_status dl_sql_has(struct dl_store *store, const char *sql, int64_t id, bool *has,
			  struct dl_error *err);

/* DL_ERR_INVALID when @scan is not one that is being written. */
enum dl_status dl_sql_check_open_scan(struct dl_store *store, int64_t scan, struct dl_error *err);

/*
 * Begin / end one call's transaction (a savepoint inside a batch). dl_sql_end() passes @status on,
 * rolls back on error.
 */
enum dl_status dl_sql_begin(struct dl_store *store, struct dl_error *err);
enum dl_status dl_sql_end(struct dl_store *store, enum dl_status status, struct dl_error *err);

/* Bind a string that outlives the step; NULL binds NULL. */
void dl_sql_text(sqlite3_stmt *stmt, int index, const char *s);
/* Column as a copy in @arena; NULL stays NULL. */
const char *dl_sql_column(sqlite3_stmt *stmt, int index, struct dl_arena *arena);
/* Column as a number that was bound as one. */
uint64_t dl_sql_number(sqlite3_stmt *stmt, int index);

/*
 * Columns as dmalint writes them: a number of at most @max, a time in seconds, a string that is not NULL.
 * What is something else is 0 or "", and dl_sql_check() says that the store is damaged.
 */
uint64_t dl_sql_max(struct dl_store *store, sqlite3_stmt *stmt, int index, uint64_t max);
int64_t dl_sql_time(struct dl_store *store, sqlite3_stmt *stmt, int index);
const char *dl_sql_name(struct dl_store *store, sqlite3_stmt *stmt, int index, struct dl_arena *arena);
/* @status, or DL_ERR_CORRUPT. */
enum dl_status dl_sql_check(struct dl_store *store, enum dl_status status, struct dl_error *err);

/* open.c: make the file @path, where there is none, its owner's alone. */
void dl_sql_make_private(const char *path);

/* schema.c: bring the opened file to this program's schema. */
enum dl_status dl_schema_migrate(struct dl_store *store, struct dl_error *err);

/*
 * process.c: a name for this process that no later process gets, and whether its process is gone.
 */
#define DL_PROCESS_NAME_SIZE 160
void dl_process_name(char name[DL_PROCESS_NAME_SIZE]);
bool dl_process_is_gone(const char *name);

#endif
