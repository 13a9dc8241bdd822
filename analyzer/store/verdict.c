/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts, written, read, applied to findings, and followed to files with another name. */
#include "store/sql.h"

#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "base/vec.h"

enum dl_status dl_store_put_verdict(struct dl_store *store, const struct dl_verdict_record *r,
				    struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"INSERT OR REPLACE INTO verdicts(fingerprint, verdict, decided, rule, path, function, subject,"
		" edge, note) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
		&stmt, err);

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, (int64_t)r->fingerprint);
	sqlite3_bind_int(stmt, 2, (int)r->verdict);
	sqlite3_bind_int64(stmt, 3, r->decided);
	dl_sql_text(stmt, 4, r->rule);
	dl_sql_text(stmt, 5, r->path);
	dl_sql_text(stmt, 6, r->function);
	dl_sql_text(stmt, 7, r->subject);
	dl_sql_text(stmt, 8, r->edge);
	dl_sql_text(stmt, 9, r->note);
	return dl_sql_run(store, stmt, err);
}

enum dl_status dl_store_drop_verdict(struct dl_store *store, uint64_t fingerprint, bool *had,
				     struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store, "DELETE FROM verdicts WHERE fingerprint = ?", &stmt, err);

	*had = false;
	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, (int64_t)fingerprint);
	status = dl_sql_run(store, stmt, err);
	*had = status == DL_OK && sqlite3_changes(store->db) > 0;
	return status;
}

static struct dl_verdict_record read_row(struct dl_store *store, sqlite3_stmt *stmt,
					 struct dl_arena *arena)
{
	return (struct dl_verdict_record){
		.fingerprint = dl_sql_number(stmt, 0),
		.verdict = (enum dl_verdict)dl_sql_max(store, stmt, 1, DL_VERDICT_WONT_FIX),
		.decided = dl_sql_time(store, stmt, 2),
		.rule = dl_sql_name(store, stmt, 3, arena),
		.path = dl_sql_name(store, stmt, 4, arena),
		.function = dl_sql_name(store, stmt, 5, arena),
		.subject = dl_sql_name(store, stmt, 6, arena),
		.edge = dl_sql_name(store, stmt, 7, arena),
		.note = dl_sql_name(store, stmt, 8, arena),
	};
}

enum dl_status dl_store_verdicts(struct dl_store *store, struct dl_arena *arena,
				 struct dl_verdict_list *out, struct dl_error *err)
{
	DL_VEC(struct dl_verdict_record) list = {0};
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"SELECT fingerprint, verdict, decided, rule, path, function, subject, edge, note FROM verdicts"
		" ORDER BY path, rule, fingerprint",
		&stmt, err);
	int rc;

	*out = (struct dl_verdict_list){0};
	if (status != DL_OK)
		return status;
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct dl_verdict_record record = read_row(store, stmt, arena);

		if (record.verdict)
			dl_vec_push(&list, record);
	}
	sqlite3_reset(stmt);
	if (rc != SQLITE_DONE)
		status = dl_sql_fail(store, rc, "reading", err);
	status = dl_sql_check(store, status, err);
	out->items = dl_vec_to_arena(&list, arena);
	out->len = list.len;
	dl_vec_free(&list);
	return status;
}

/* From fingerprints to records. */
static void index_verdicts(struct dl_map *map, const struct dl_verdict_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		dl_map_put(map, list->items[i].fingerprint, &list->items[i]);
}

enum dl_status dl_store_apply_verdicts(struct dl_store *store, struct dl_findings *findings,
				       size_t first, struct dl_error *err)
{
	struct dl_verdict_list list;
	struct dl_map map = {0};
	enum dl_status status = dl_store_verdicts(store, findings->arena, &list, err);

	index_verdicts(&map, &list);
	for (size_t i = first; i < findings->len; i++) {
		const struct dl_verdict_record *r = dl_map_get(&map, findings->items[i].fingerprint);

		if (r)
			dl_verdict_apply(r, &findings->items[i], findings->arena);
	}
	dl_map_free(&map);
	return status;
}

/* ---- renamed files ---- */

static bool is_text(const char *stored, const char *text)
{
	return strcmp(stored, text ? text : "") == 0;
}

static bool is_same_but_path(const struct dl_verdict_record *r, const struct dl_finding *f)
{
	return is_text(r->rule, f->rule) && is_text(r->function, f->function) &&
	       is_text(r->subject, f->subject) && is_text(r->edge, f->edge);
}

/* The only finding that @r may have become; NULL when there is none, or more than one. */
static const struct dl_finding *successor(const struct dl_verdict_record *r,
					  const struct dl_findings *findings,
					  const struct dl_map *known)
{
	const struct dl_finding *found = NULL;

	for (size_t i = 0; i < findings->len; i++) {
		const struct dl_finding *f = &findings->items[i];

		if (dl_map_has(known, f->fingerprint) || !is_same_but_path(r, f))
			continue;
		if (found)
			return NULL;
		found = f;
	}
	return found;
}

static bool is_gone(struct dl_arena *arena, const char *root, const char *path)
{
	return access(path[0] == '/' ? path : dl_arena_printf(arena, "%s/%s", root, path), F_OK) != 0;
}

static enum dl_status move_verdict(struct dl_store *store, const struct dl_verdict_record *r,
				   const struct dl_finding *to, struct dl_error *err)
{
	struct dl_verdict_record moved = *r;
	enum dl_status status = dl_sql_begin(store, err);
	bool had;

	if (status != DL_OK)
		return status;
	moved.fingerprint = to->fingerprint;
	moved.path = to->spot.path ? to->spot.path : "";
	status = dl_store_drop_verdict(store, r->fingerprint, &had, err);
	if (status == DL_OK)
		status = dl_store_put_verdict(store, &moved, err);
	return dl_sql_end(store, status, err);
}

enum dl_status dl_store_follow_verdicts(struct dl_store *store, const struct dl_findings *findings,
					const char *root, struct dl_error *err)
{
	struct dl_verdict_list list;
	struct dl_map known = {0}, found = {0};
	enum dl_status status = dl_store_verdicts(store, findings->arena, &list, err);

	index_verdicts(&known, &list);
	for (size_t i = 0; i < findings->len; i++)
		dl_map_put(&found, findings->items[i].fingerprint, &findings->items[i]);
	for (size_t i = 0; status == DL_OK && i < list.len; i++) {
		const struct dl_verdict_record *r = &list.items[i];
		const struct dl_finding *to;

		if (dl_map_has(&found, r->fingerprint) || !is_gone(findings->arena, root, r->path))
			continue;
		to = successor(r, findings, &known);
		if (to)
			status = move_verdict(store, r, to, err);
		if (to)
			dl_map_put(&known, to->fingerprint, &list.items[i]);
	}
	dl_map_free(&known);
	dl_map_free(&found);
	return status;
}
