/* SPDX-License-Identifier: Apache-2.0 */
/* Reading finished scans: the scans themselves and their files. */
#include "store/sql.h"

#include <limits.h>
#include <stdint.h>

#include "base/vec.h"

#define SCAN_COLUMNS                                                                                \
	"id, finished, exit_status, root, mode, arch, tool_version, models_hash, options, started," \
	" files, lost_files, degraded_files, functions, dma_functions, degraded_functions, findings, cpu_ms," \
	" rules, shard, shards, tree, asked"

static void read_scan(struct dl_store *store, sqlite3_stmt *stmt, struct dl_arena *arena,
		      struct dl_scan_record *out)
{
	*out = (struct dl_scan_record){
		.id = sqlite3_column_int64(stmt, 0),
		.finished = dl_sql_time(store, stmt, 1),
		.exit_status = (int)dl_sql_max(store, stmt, 2, INT_MAX),
		.info = {
			.root = dl_sql_name(store, stmt, 3, arena),
			.mode = dl_sql_column(stmt, 4, arena),
			.arch = dl_sql_column(stmt, 5, arena),
			.tool_version = dl_sql_column(stmt, 6, arena),
			.models_hash = dl_sql_number(stmt, 7),
			.options = dl_sql_column(stmt, 8, arena),
			.started = dl_sql_time(store, stmt, 9),
			.rules = dl_sql_column(stmt, 18, arena),
			.shard = (uint32_t)dl_sql_number(stmt, 19),
			.shards = (uint32_t)dl_sql_number(stmt, 20),
			.tree = dl_sql_number(stmt, 21),
			.asked = dl_sql_number(stmt, 22),
		},
		.counts = {
			.files = dl_sql_max(store, stmt, 10, INT64_MAX),
			.lost_files = dl_sql_max(store, stmt, 11, INT64_MAX),
			.degraded_files = dl_sql_max(store, stmt, 12, INT64_MAX),
			.functions = dl_sql_max(store, stmt, 13, INT64_MAX),
			.dma_functions = dl_sql_max(store, stmt, 14, INT64_MAX),
			.degraded_functions = dl_sql_max(store, stmt, 15, INT64_MAX),
			.findings = dl_sql_max(store, stmt, 16, INT64_MAX),
			.cpu_ms = dl_sql_max(store, stmt, 17, INT64_MAX),
		},
	};
}

enum dl_status dl_store_scans(struct dl_store *store, struct dl_arena *arena,
			      struct dl_scan_list *out, struct dl_error *err)
{
	DL_VEC(struct dl_scan_record) scans = { 0 };
	sqlite3_stmt *stmt;
	enum dl_status status =
		dl_sql_prepare(store,
			       "SELECT " SCAN_COLUMNS
			       " FROM scans WHERE finished IS NOT NULL ORDER BY id DESC",
			       &stmt, err);
	int rc;

	if (status != DL_OK)
		return status;
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct dl_scan_record scan;

		read_scan(store, stmt, arena, &scan);
		dl_vec_push(&scans, scan);
	}
	sqlite3_reset(stmt);
	if (rc != SQLITE_DONE)
		status = dl_sql_fail(store, rc, "reading", err);
	status = dl_sql_check(store, status, err);
	if (status == DL_OK) {
		out->items = dl_vec_to_arena(&scans, arena);
		out->len = scans.len;
	}
	dl_vec_free(&scans);
	return status;
}

static enum dl_status read_degradations(struct dl_store *store, int64_t file,
					struct dl_arena *arena, struct dl_file_record *out,
					struct dl_error *err)
{
	DL_VEC(struct dl_file_degradation) list = { 0 };
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"SELECT function, reason, detail, line FROM degradations WHERE file = ? ORDER BY seq",
		&stmt, err);
	int rc;

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, file);
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct dl_file_degradation d = {
			.function = dl_sql_column(stmt, 0, arena),
			.reason = dl_sql_name(store, stmt, 1, arena),
			.detail = dl_sql_column(stmt, 2, arena),
			.line = (uint32_t)dl_sql_max(store, stmt, 3, UINT32_MAX),
		};

		dl_vec_push(&list, d);
	}
	sqlite3_reset(stmt);
	if (rc != SQLITE_DONE)
		status = dl_sql_fail(store, rc, "reading", err);
	out->degradations = dl_vec_to_arena(&list, arena);
	out->degradation_count = list.len;
	dl_vec_free(&list);
	return status;
}

enum dl_status dl_store_files(struct dl_store *store, int64_t scan, bool troubled_only,
			      struct dl_arena *arena, struct dl_file_list *out,
			      struct dl_error *err)
{
	DL_VEC(struct dl_file_record) files = { 0 };
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"SELECT f.id, f.path, f.arch, f.status, f.reason, f.functions, f.dma_functions,"
		" f.degraded_functions, f.cpu_ms FROM files f JOIN scans s ON s.id = f.scan"
		" WHERE f.scan = ? AND s.finished IS NOT NULL AND f.status >= ? ORDER BY f.path, f.arch",
		&stmt, err);
	int rc = SQLITE_DONE;

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, scan);
	sqlite3_bind_int(stmt, 2, troubled_only ? DL_FILE_DEGRADED : DL_FILE_OK);
	while (status == DL_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct dl_file_record f = {
			.path = dl_sql_name(store, stmt, 1, arena),
			.arch = dl_sql_name(store, stmt, 2, arena),
			.status = (enum dl_file_status)dl_sql_max(store, stmt, 3, DL_FILE_LOST),
			.reason = dl_sql_column(stmt, 4, arena),
			.functions = (uint32_t)dl_sql_max(store, stmt, 5, UINT32_MAX),
			.dma_functions = (uint32_t)dl_sql_max(store, stmt, 6, UINT32_MAX),
			.degraded_functions = (uint32_t)dl_sql_max(store, stmt, 7, UINT32_MAX),
			.cpu_ms = dl_sql_max(store, stmt, 8, INT64_MAX),
		};

		if (f.status != DL_FILE_OK)
			status = read_degradations(store, sqlite3_column_int64(stmt, 0), arena, &f,
						   err);
		dl_vec_push(&files, f);
	}
	sqlite3_reset(stmt);
	if (status == DL_OK && rc != SQLITE_DONE)
		status = dl_sql_fail(store, rc, "reading", err);
	status = dl_sql_check(store, status, err);
	out->items = status == DL_OK ? dl_vec_to_arena(&files, arena) : NULL;
	out->len = status == DL_OK ? files.len : 0;
	dl_vec_free(&files);
	return status;
}
