/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schema and its migrations: entry i brings a store from version i to
 * i + 1. A released entry is never changed; a change is a new entry. The
 * version is in PRAGMA user_version, and application_id marks the file as ours.
 */
#include "store/sql.h"

#define APPLICATION_ID 0x646d6c74 /* "dmlt" */

static const char *const migrations[] = {
	"CREATE TABLE scans("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" writer TEXT," /* process that writes it; NULL once finished */
	" started INTEGER NOT NULL,"
	" finished INTEGER," /* NULL: not finished, nobody sees it */
	" root TEXT NOT NULL, mode TEXT, arch TEXT, tool_version TEXT, models_hash INTEGER, options TEXT,"
	" exit_status INTEGER, files INTEGER, lost_files INTEGER, degraded_files INTEGER, functions INTEGER,"
	" dma_functions INTEGER, degraded_functions INTEGER, findings INTEGER, cpu_ms INTEGER);"
	"CREATE TABLE files("
	" id INTEGER PRIMARY KEY,"
	" scan INTEGER NOT NULL REFERENCES scans(id) ON DELETE CASCADE,"
	" path TEXT NOT NULL, arch TEXT NOT NULL, status INTEGER NOT NULL, reason TEXT, functions INTEGER NOT NULL,"
	" dma_functions INTEGER NOT NULL, degraded_functions INTEGER NOT NULL, cpu_ms INTEGER NOT NULL,"
	" UNIQUE(scan, path, arch));"
	"CREATE TABLE degradations("
	" file INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE,"
	" seq INTEGER NOT NULL, function TEXT, reason TEXT NOT NULL, detail TEXT, line INTEGER NOT NULL,"
	" PRIMARY KEY(file, seq)) WITHOUT ROWID;"
	"CREATE TABLE units("
	" key INTEGER PRIMARY KEY, added INTEGER NOT NULL, checksum INTEGER NOT NULL, data BLOB NOT NULL);"
	"CREATE TABLE findings("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" scan INTEGER NOT NULL REFERENCES scans(id) ON DELETE CASCADE,"
	" fingerprint INTEGER NOT NULL, rule TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL,"
	" col INTEGER NOT NULL, end_line INTEGER NOT NULL, end_col INTEGER NOT NULL, function TEXT, message TEXT,"
	" confidence INTEGER NOT NULL, subject TEXT, edge TEXT, arch TEXT, rank REAL NOT NULL);"
	"CREATE INDEX findings_by_scan ON findings(scan, path, line, col, rule);"
	"CREATE INDEX findings_by_fingerprint ON findings(fingerprint, scan);"
	"CREATE TABLE finding_steps("
	" finding INTEGER NOT NULL REFERENCES findings(id) ON DELETE CASCADE,"
	" kind INTEGER NOT NULL," /* 0: path story, 1: related place */
	" seq INTEGER NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL, col INTEGER NOT NULL,"
	" end_line INTEGER NOT NULL, end_col INTEGER NOT NULL, message TEXT, nesting INTEGER NOT NULL,"
	" PRIMARY KEY(finding, kind, seq)) WITHOUT ROWID;"
	"CREATE TABLE fingerprints(" /* outlives the scans: a finding's history */
	" fingerprint INTEGER PRIMARY KEY, first_scan INTEGER NOT NULL, first_seen INTEGER NOT NULL,"
	" last_scan INTEGER NOT NULL, last_seen INTEGER NOT NULL);",

	"CREATE TABLE notices("
	" scan INTEGER NOT NULL REFERENCES scans(id) ON DELETE CASCADE,"
	" seq INTEGER NOT NULL, level INTEGER NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL,"
	" line INTEGER NOT NULL, text TEXT NOT NULL, detail TEXT,"
	" PRIMARY KEY(scan, seq)) WITHOUT ROWID;"
	"DROP TABLE units;", /* packed IR that nothing has ever read */

	"ALTER TABLE findings ADD COLUMN suppression INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE findings ADD COLUMN justification TEXT;"
	"ALTER TABLE scans ADD COLUMN rules TEXT;"
	"CREATE TABLE verdicts(" /* what was said of findings; outlives the scans */
	" fingerprint INTEGER PRIMARY KEY, verdict INTEGER NOT NULL, decided INTEGER NOT NULL, rule TEXT NOT NULL,"
	" path TEXT NOT NULL, function TEXT NOT NULL, subject TEXT NOT NULL, edge TEXT NOT NULL, note TEXT NOT NULL);",

	"CREATE TABLE fixes(" /* those of findings that have one */
	" finding INTEGER PRIMARY KEY REFERENCES findings(id) ON DELETE CASCADE,"
	" title TEXT NOT NULL, path TEXT NOT NULL, source INTEGER NOT NULL);"
	"CREATE TABLE edits("
	" finding INTEGER NOT NULL REFERENCES findings(id) ON DELETE CASCADE,"
	" seq INTEGER NOT NULL, line INTEGER NOT NULL, col INTEGER NOT NULL, end_line INTEGER NOT NULL,"
	" end_col INTEGER NOT NULL, text TEXT NOT NULL,"
	" PRIMARY KEY(finding, seq)) WITHOUT ROWID;",

	"ALTER TABLE scans ADD COLUMN shard INTEGER NOT NULL DEFAULT 0;" /* of "shards": what `dmalint merge` joins */
	"ALTER TABLE scans ADD COLUMN shards INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE scans ADD COLUMN tree INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE scans ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;",
};

#define SCHEMA_VERSION ((int)(sizeof(migrations) / sizeof(migrations[0])))

static enum dl_status read_number(struct dl_store *store, const char *sql, int *out,
				  struct dl_error *err)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);

	if (rc != SQLITE_OK)
		return dl_sql_fail(store, rc, "opening", err);
	rc = sqlite3_step(stmt);
	*out = rc == SQLITE_ROW ? sqlite3_column_int(stmt, 0) : 0;
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? DL_OK
						     : dl_sql_fail(store, rc, "opening", err);
}

static enum dl_status check_file(struct dl_store *store, int *version, struct dl_error *err)
{
	int application = 0, tables = 0;
	enum dl_status status = read_number(store, "PRAGMA user_version", version, err);

	if (status == DL_OK)
		status = read_number(store, "PRAGMA application_id", &application, err);
	if (status == DL_OK)
		status = read_number(store, "SELECT count(*) FROM sqlite_master", &tables, err);
	if (status != DL_OK)
		return status;
	if (tables && application != APPLICATION_ID)
		return dl_fail(
			err, DL_ERR_INVALID,
			"%s is a database of another program, not a dmalint store; use another file with --db FILE",
			store->path);
	if (*version > SCHEMA_VERSION)
		return dl_fail(
			err, DL_ERR_VERSION,
			"the store %s has schema version %d, written by a newer dmalint; this one (%s) knows "
			"version %d: upgrade dmalint, or use another store with --db FILE",
			store->path, *version, DMALINT_VERSION, SCHEMA_VERSION);
	return DL_OK;
}

/* In one read transaction: another process may be creating the schema at this moment. */
static enum dl_status check_snapshot(struct dl_store *store, int *version, struct dl_error *err)
{
	enum dl_status status = dl_sql_exec(store, "BEGIN", err);

	if (status != DL_OK)
		return status;
	status = check_file(store, version, err);
	if (sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK && status == DL_OK)
		status = dl_sql_fail(store, sqlite3_errcode(store->db), "opening", err);
	return status;
}

enum dl_status dl_schema_migrate(struct dl_store *store, struct dl_error *err)
{
	int version;
	enum dl_status status = check_snapshot(store, &version, err);

	if (status != DL_OK || version == SCHEMA_VERSION)
		return status;
	status = dl_sql_begin(store, err);
	if (status != DL_OK)
		return status;
	/* Another process may have migrated while this one waited for the lock. */
	status = check_file(store, &version, err);
	for (; status == DL_OK && version < SCHEMA_VERSION; version++)
		status = dl_sql_exec(store, migrations[version], err);
	if (status == DL_OK) {
		char sql[96];

		sqlite3_snprintf(sizeof(sql), sql,
				 "PRAGMA application_id=%d; PRAGMA user_version=%d", APPLICATION_ID,
				 SCHEMA_VERSION);
		status = dl_sql_exec(store, sql, err);
	}
	return dl_sql_end(store, status, err);
}
