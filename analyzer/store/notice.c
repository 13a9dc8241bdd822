/* SPDX-License-Identifier: Apache-2.0 */
/* Notices of a scan, written and read: a list out of the store says what the scan said. */
#include "store/sql.h"

#include <stdint.h>

#include "base/vec.h"

static enum dl_status add_notice(struct dl_store *store, int64_t scan, size_t seq,
				 const struct dl_notice *n, struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status =
		dl_sql_prepare(store,
			       "INSERT INTO notices(scan, seq, level, id, path, line, text, detail)"
			       " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
			       &stmt, err);

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, scan);
	sqlite3_bind_int64(stmt, 2, (int64_t)seq);
	sqlite3_bind_int(stmt, 3, (int)n->level);
	dl_sql_text(stmt, 4, n->id);
	dl_sql_text(stmt, 5, n->path ? n->path : "");
	sqlite3_bind_int64(stmt, 6, n->line);
	dl_sql_text(stmt, 7, n->text);
	dl_sql_text(stmt, 8, n->detail);
	return dl_sql_run(store, stmt, err);
}

enum dl_status dl_store_add_notices(struct dl_store *store, int64_t scan,
				    const struct dl_notice *notices, size_t count,
				    struct dl_error *err)
{
	enum dl_status status = dl_sql_begin(store, err);

	if (status != DL_OK)
		return status;
	status = dl_sql_check_open_scan(store, scan, err);
	for (size_t i = 0; status == DL_OK && i < count; i++)
		status = add_notice(store, scan, i, &notices[i], err);
	return dl_sql_end(store, status, err);
}

enum dl_status dl_store_notices(struct dl_store *store, int64_t scan, struct dl_arena *arena,
				struct dl_notice_list *out, struct dl_error *err)
{
	DL_VEC(struct dl_notice) list = { 0 };
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"SELECT level, id, path, line, text, detail FROM notices WHERE scan = ? ORDER BY seq",
		&stmt, err);
	int rc;

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, scan);
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct dl_notice n = {
			.level = (enum dl_level)dl_sql_max(store, stmt, 0, DL_LEVEL_ERROR),
			.id = dl_sql_name(store, stmt, 1, arena),
			.path = dl_sql_name(store, stmt, 2, arena),
			.line = (uint32_t)dl_sql_max(store, stmt, 3, UINT32_MAX),
			.text = dl_sql_name(store, stmt, 4, arena),
			.detail = dl_sql_column(stmt, 5, arena),
		};

		dl_vec_push(&list, n);
	}
	sqlite3_reset(stmt);
	if (rc != SQLITE_DONE)
		status = dl_sql_fail(store, rc, "reading", err);
	status = dl_sql_check(store, status, err);
	out->items = status == DL_OK ? dl_vec_to_arena(&list, arena) : NULL;
	out->len = status == DL_OK ? list.len : 0;
	dl_vec_free(&list);
	return status;
}
