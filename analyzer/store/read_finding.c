/* SPDX-License-Identifier: Apache-2.0 */
/* Reading findings of finished scans. */
#include "store/sql.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

#define FINDING_COLUMNS                                                                                       \
	"f.id, f.scan, h.first_scan, h.first_seen, f.fingerprint, f.rule, f.path, f.line, f.col, f.end_line," \
	" f.end_col, f.function, f.message, f.confidence, f.subject, f.edge, f.arch, f.rank," \
	" f.suppression, f.justification"
#define FINDING_TABLES                                                                             \
	" FROM findings f JOIN scans s ON s.id = f.scan"                                           \
	" LEFT JOIN fingerprints h ON h.fingerprint = f.fingerprint WHERE s.finished IS NOT NULL "

static void read_spot(struct dl_store *store, sqlite3_stmt *stmt, int index, struct dl_arena *arena,
		      struct dl_spot *spot)
{
	spot->path = dl_sql_name(store, stmt, index, arena);
	spot->line = (uint32_t)dl_sql_max(store, stmt, index + 1, UINT32_MAX);
	spot->col = (uint32_t)dl_sql_max(store, stmt, index + 2, UINT32_MAX);
	spot->end_line = (uint32_t)dl_sql_max(store, stmt, index + 3, UINT32_MAX);
	spot->end_col = (uint32_t)dl_sql_max(store, stmt, index + 4, UINT32_MAX);
}

/* A part of a hundred; what is no number fails. */
static double read_rank(struct dl_store *store, sqlite3_stmt *stmt, int index)
{
	double rank = sqlite3_column_double(stmt, index);
	bool fits = rank >= 0 && rank <= 100;

	store->is_damaged |= !fits;
	return fits ? rank : 0;
}

static enum dl_status read_steps(struct dl_store *store, int64_t id, int kind,
				 struct dl_arena *arena, struct dl_finding_step **steps,
				 size_t *count, struct dl_error *err)
{
	DL_VEC(struct dl_finding_step) list = { 0 };
	sqlite3_stmt *stmt;
	enum dl_status status =
		dl_sql_prepare(store,
			       "SELECT path, line, col, end_line, end_col, message, nesting"
			       " FROM finding_steps WHERE finding = ? AND kind = ? ORDER BY seq",
			       &stmt, err);
	int rc;

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, id);
	sqlite3_bind_int(stmt, 2, kind);
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct dl_finding_step step = { .nesting = (uint32_t)dl_sql_max(store, stmt, 6, UINT32_MAX) };

		read_spot(store, stmt, 0, arena, &step.spot);
		step.message = dl_sql_column(stmt, 5, arena);
		dl_vec_push(&list, step);
	}
	sqlite3_reset(stmt);
	if (rc != SQLITE_DONE)
		status = dl_sql_fail(store, rc, "reading", err);
	*steps = dl_vec_to_arena(&list, arena);
	*count = list.len;
	dl_vec_free(&list);
	return status;
}

static enum dl_status read_edits(struct dl_store *store, int64_t id, struct dl_arena *arena,
				 struct dl_fix *fix, struct dl_error *err)
{
	DL_VEC(struct dl_edit) list = { 0 };
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"SELECT line, col, end_line, end_col, text FROM edits WHERE finding = ? ORDER BY seq",
		&stmt, err);
	int rc;

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, id);
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
		dl_vec_push(&list, ((struct dl_edit){
					   .line = (uint32_t)dl_sql_number(stmt, 0),
					   .col = (uint32_t)dl_sql_number(stmt, 1),
					   .end_line = (uint32_t)dl_sql_number(stmt, 2),
					   .end_col = (uint32_t)dl_sql_number(stmt, 3),
					   .text = dl_sql_column(stmt, 4, arena),
				   }));
	sqlite3_reset(stmt);
	if (rc != SQLITE_DONE)
		status = dl_sql_fail(store, rc, "reading", err);
	fix->edits = dl_vec_to_arena(&list, arena);
	fix->edit_count = list.len;
	dl_vec_free(&list);
	return status;
}

static enum dl_status read_fix(struct dl_store *store, int64_t id, struct dl_arena *arena,
			       const struct dl_fix **out, struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store, "SELECT title, path, source FROM fixes WHERE finding = ?", &stmt, err);
	struct dl_fix *fix = NULL;
	int rc;

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, id);
	rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW) {
		fix = DL_NEW(arena, struct dl_fix);
		fix->title = dl_sql_column(stmt, 0, arena);
		fix->path = dl_sql_column(stmt, 1, arena);
		fix->source = dl_sql_number(stmt, 2);
	} else if (rc != SQLITE_DONE) {
		status = dl_sql_fail(store, rc, "reading", err);
	}
	sqlite3_reset(stmt);
	if (fix)
		status = read_edits(store, id, arena, fix, err);
	*out = fix;
	return status;
}

static enum dl_status read_finding(struct dl_store *store, sqlite3_stmt *stmt,
				   struct dl_findings *out, struct dl_finding_record *record,
				   struct dl_error *err)
{
	struct dl_finding *f = dl_findings_add(out);
	struct dl_arena *arena = out->arena;
	enum dl_status status;

	record->id = sqlite3_column_int64(stmt, 0);
	record->scan = sqlite3_column_int64(stmt, 1);
	record->first_scan = sqlite3_column_int64(stmt, 2);
	record->first_seen = dl_sql_time(store, stmt, 3);
	f->fingerprint = dl_sql_number(stmt, 4);
	f->rule = dl_sql_name(store, stmt, 5, arena);
	read_spot(store, stmt, 6, arena, &f->spot);
	f->function = dl_sql_column(stmt, 11, arena);
	f->message = dl_sql_column(stmt, 12, arena);
	f->confidence = (enum dl_confidence)dl_sql_max(store, stmt, 13, DL_CONF_HIGH);
	f->subject = dl_sql_column(stmt, 14, arena);
	f->edge = dl_sql_column(stmt, 15, arena);
	f->arch = dl_sql_column(stmt, 16, arena);
	f->rank = read_rank(store, stmt, 17);
	f->suppression = (enum dl_suppression)dl_sql_max(store, stmt, 18, DL_SUPPRESSED_EXTERNAL);
	f->justification = dl_sql_column(stmt, 19, arena);
	status = read_steps(store, record->id, 0, arena, &f->steps, &f->step_count, err);
	if (status == DL_OK)
		status = read_steps(store, record->id, 1, arena, &f->related, &f->related_count,
				    err);
	if (status == DL_OK)
		status = read_fix(store, record->id, arena, &f->fix, err);
	return dl_sql_check(store, status, err);
}

static enum dl_status check_finished(struct dl_store *store, int64_t scan, struct dl_error *err)
{
	bool is_finished = false;
	enum dl_status status =
		dl_sql_has(store, "SELECT 1 FROM scans WHERE id = ? AND finished IS NOT NULL", scan,
			   &is_finished, err);

	if (status == DL_OK && !is_finished)
		return dl_fail(err, DL_ERR_NOT_FOUND, "the store %s has no finished scan %" PRId64,
			       store->path, scan);
	return status;
}

/* Those from @first on that stay, with their records. */
static void drop_suppressed(struct dl_findings *findings, size_t first,
			    struct dl_finding_record *records, size_t *count)
{
	size_t kept = first;

	for (size_t i = first; i < findings->len; i++) {
		if (findings->items[i].suppression)
			continue;
		records[kept - first] = records[i - first];
		findings->items[kept++] = findings->items[i];
	}
	findings->len = kept;
	*count = kept - first;
}

enum dl_status dl_store_list(struct dl_store *store, int64_t scan,
			     const struct dl_finding_filter *filter, struct dl_findings *out,
			     struct dl_finding_record **records, struct dl_error *err)
{
	DL_VEC(struct dl_finding_record) list = { 0 };
	size_t before = out->len;
	sqlite3_stmt *stmt;
	enum dl_status status = check_finished(store, scan, err);
	int rc = SQLITE_DONE;

	if (status == DL_OK)
		status = dl_sql_prepare(
			store,
			"SELECT " FINDING_COLUMNS FINDING_TABLES "AND f.scan = ?1"
			" AND (?2 IS NULL OR f.rule = ?2)"
			" AND (?3 IS NULL OR substr(f.path, 1, length(?3)) = ?3)"
			" AND f.confidence >= ?4"
			" AND f.fingerprint NOT IN (SELECT fingerprint FROM findings WHERE scan = ?5)"
			" ORDER BY f.path, f.line, f.col, f.rule, f.id",
			&stmt, err);
	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, scan);
	dl_sql_text(stmt, 2, filter ? filter->rule : NULL);
	dl_sql_text(stmt, 3, filter ? filter->path_prefix : NULL);
	sqlite3_bind_int(stmt, 4, filter ? (int)filter->min_confidence : 0);
	sqlite3_bind_int64(stmt, 5, filter ? filter->not_in : 0);
	while (status == DL_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct dl_finding_record record;

		status = read_finding(store, stmt, out, &record, err);
		dl_vec_push(&list, record);
	}
	if (status == DL_OK && rc != SQLITE_DONE)
		status = dl_sql_fail(store, rc, "reading", err);
	sqlite3_reset(stmt);
	if (status == DL_OK && !(filter && filter->as_written))
		status = dl_store_apply_verdicts(store, out, before, err);
	if (status != DL_OK)
		out->len = before;
	else if (filter && !filter->suppressed)
		drop_suppressed(out, before, list.data, &list.len);
	if (records)
		*records = status == DL_OK ? dl_vec_to_arena(&list, out->arena) : NULL;
	dl_vec_free(&list);
	return status;
}

enum dl_status dl_store_records(struct dl_store *store, int64_t scan, const struct dl_findings *findings,
				struct dl_arena *arena, struct dl_finding_record **out,
				struct dl_error *err)
{
	struct dl_finding_record *records = DL_NEW_ARRAY(arena, struct dl_finding_record, findings->len + 1);
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"SELECT f.id, h.first_scan, h.first_seen FROM findings f JOIN fingerprints h USING(fingerprint)"
		" WHERE f.fingerprint = ? AND f.scan = ?",
		&stmt, err);

	for (size_t i = 0; status == DL_OK && i < findings->len; i++) {
		int rc;

		sqlite3_bind_int64(stmt, 1, (sqlite3_int64)findings->items[i].fingerprint);
		sqlite3_bind_int64(stmt, 2, scan);
		rc = sqlite3_step(stmt);
		if (rc == SQLITE_ROW)
			records[i] = (struct dl_finding_record){
				.id = sqlite3_column_int64(stmt, 0),
				.scan = scan,
				.first_scan = sqlite3_column_int64(stmt, 1),
				.first_seen = dl_sql_time(store, stmt, 2),
			};
		else if (rc != SQLITE_DONE)
			status = dl_sql_fail(store, rc, "reading", err);
		sqlite3_reset(stmt);
	}
	status = dl_sql_check(store, status, err);
	*out = status == DL_OK ? records : NULL;
	return status;
}

/* The id of a finding with a given decimal id, or 0. */
static enum dl_status find_by_id(struct dl_store *store, const char *digits, int64_t *id,
				 struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status =
		dl_sql_prepare(store,
			       "SELECT f.id FROM findings f JOIN scans s ON s.id = f.scan"
			       " WHERE f.id = ? AND s.finished IS NOT NULL",
			       &stmt, err);
	int rc;

	*id = 0;
	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, strtoll(digits, NULL, 10));
	rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		*id = sqlite3_column_int64(stmt, 0);
	else if (rc != SQLITE_DONE)
		status = dl_sql_fail(store, rc, "reading", err);
	sqlite3_reset(stmt);
	return status;
}

/*
 * The newest finding whose fingerprint begins with @prefix, or 0; two different ones are an error.
 */
static enum dl_status find_by_prefix(struct dl_store *store, const char *prefix, int64_t *id,
				     struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"SELECT max(f.id), count(DISTINCT f.fingerprint)"
		" FROM findings f JOIN scans s ON s.id = f.scan WHERE s.finished IS NOT NULL"
		" AND printf('%016x', f.fingerprint) LIKE ? || '%'",
		&stmt, err);
	int rc;

	*id = 0;
	if (status != DL_OK)
		return status;
	dl_sql_text(stmt, 1, prefix);
	rc = sqlite3_step(stmt);
	if (rc != SQLITE_ROW) {
		status = dl_sql_fail(store, rc, "reading", err);
	} else if (sqlite3_column_int64(stmt, 1) > 1) {
		status = dl_fail(
			err, DL_ERR_INVALID,
			"%d findings have a fingerprint that begins with %s; give more digits",
			sqlite3_column_int(stmt, 1), prefix);
	} else {
		*id = sqlite3_column_int64(stmt, 0);
	}
	sqlite3_reset(stmt);
	return status;
}

static enum dl_status resolve(struct dl_store *store, const char *ref, int64_t *id,
			      struct dl_error *err)
{
	const char *s = ref ? ref : "";
	bool hash = *s == '#';
	size_t len, decimal, hex;
	enum dl_status status = DL_OK;

	s += hash;
	len = strlen(s);
	decimal = strspn(s, "0123456789");
	hex = strspn(s, "0123456789abcdefABCDEF");
	*id = 0;
	if (!len || hex != len || len > 18 || (hash && decimal != len))
		return dl_fail(
			err, DL_ERR_INVALID,
			"'%s' is neither the number of a finding nor the hex digits of a fingerprint",
			ref ? ref : "");
	if (decimal == len && len < 16)
		status = find_by_id(store, s, id, err);
	if (status == DL_OK && !*id && !hash && len >= 4 && len <= 16)
		status = find_by_prefix(store, s, id, err);
	if (status == DL_OK && !*id)
		status = dl_fail(err, DL_ERR_NOT_FOUND,
				 "the store %s has no finding %s; dmalint list shows them",
				 store->path, ref);
	return status;
}

enum dl_status dl_store_get_finding(struct dl_store *store, const char *ref,
				    struct dl_findings *out, struct dl_finding_record *record,
				    struct dl_error *err)
{
	struct dl_finding_record found;
	size_t before = out->len;
	sqlite3_stmt *stmt;
	int64_t id;
	enum dl_status status = resolve(store, ref, &id, err);
	int rc;

	if (status == DL_OK)
		status = dl_sql_prepare(store,
					"SELECT " FINDING_COLUMNS FINDING_TABLES "AND f.id = ?",
					&stmt, err);
	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, id);
	rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		status = read_finding(store, stmt, out, &found, err);
	else if (rc == SQLITE_DONE)
		status = dl_fail(err, DL_ERR_NOT_FOUND, "finding %s was deleted by another process",
				 ref);
	else
		status = dl_sql_fail(store, rc, "reading", err);
	sqlite3_reset(stmt);
	if (status == DL_OK)
		status = dl_store_apply_verdicts(store, out, before, err);
	if (status != DL_OK)
		out->len = before;
	else if (record)
		*record = found;
	return status;
}
