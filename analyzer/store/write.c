/* SPDX-License-Identifier: Apache-2.0 */
/* Writing scans, files and findings. Every public function is one transaction. */
#include "store/sql.h"

enum dl_status dl_sql_check_open_scan(struct dl_store *store, int64_t scan, struct dl_error *err)
{
	bool is_open = false;
	enum dl_status status =
		dl_sql_has(store, "SELECT 1 FROM scans WHERE id = ? AND finished IS NULL", scan,
			   &is_open, err);

	if (status == DL_OK && !is_open)
		return dl_fail(err, DL_ERR_INVALID, "scan %lld is not one that is being written",
			       (long long)scan);
	return status;
}

enum dl_status dl_store_begin_scan(struct dl_store *store, const struct dl_scan_info *info,
				   int64_t *scan, struct dl_error *err)
{
	char writer[DL_PROCESS_NAME_SIZE];
	sqlite3_stmt *stmt;
	enum dl_status status;

	dl_process_name(writer);
	status = dl_sql_prepare(
		store,
		"INSERT INTO scans(writer, started, root, mode, arch, tool_version, models_hash, options, rules,"
		" shard, shards, tree, asked) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		&stmt, err);
	if (status != DL_OK)
		return status;
	dl_sql_text(stmt, 1, writer);
	sqlite3_bind_int64(stmt, 2, info->started);
	dl_sql_text(stmt, 3, info->root ? info->root : "");
	dl_sql_text(stmt, 4, info->mode);
	dl_sql_text(stmt, 5, info->arch);
	dl_sql_text(stmt, 6, info->tool_version);
	sqlite3_bind_int64(stmt, 7, (int64_t)info->models_hash);
	dl_sql_text(stmt, 8, info->options);
	dl_sql_text(stmt, 9, info->rules);
	sqlite3_bind_int64(stmt, 10, info->shard);
	sqlite3_bind_int64(stmt, 11, info->shards);
	sqlite3_bind_int64(stmt, 12, (int64_t)info->tree);
	sqlite3_bind_int64(stmt, 13, (int64_t)info->asked);
	status = dl_sql_run(store, stmt, err);
	*scan = status == DL_OK ? sqlite3_last_insert_rowid(store->db) : 0;
	return status;
}

static enum dl_status add_degradation(struct dl_store *store, int64_t file, size_t seq,
				      const struct dl_file_degradation *d, struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status =
		dl_sql_prepare(store,
			       "INSERT INTO degradations(file, seq, function, reason, detail, line)"
			       " VALUES(?, ?, ?, ?, ?, ?)",
			       &stmt, err);

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, file);
	sqlite3_bind_int64(stmt, 2, (int64_t)seq);
	dl_sql_text(stmt, 3, d->function);
	dl_sql_text(stmt, 4, d->reason ? d->reason : "unknown");
	dl_sql_text(stmt, 5, d->detail);
	sqlite3_bind_int64(stmt, 6, d->line);
	return dl_sql_run(store, stmt, err);
}

static enum dl_status add_file_row(struct dl_store *store, int64_t scan,
				   const struct dl_file_record *file, struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"INSERT OR REPLACE INTO files(scan, path, arch, status, reason, functions, dma_functions,"
		" degraded_functions, cpu_ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
		&stmt, err);

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, scan);
	dl_sql_text(stmt, 2, file->path);
	dl_sql_text(stmt, 3, file->arch ? file->arch : "");
	sqlite3_bind_int(stmt, 4, (int)file->status);
	dl_sql_text(stmt, 5, file->reason);
	sqlite3_bind_int64(stmt, 6, file->functions);
	sqlite3_bind_int64(stmt, 7, file->dma_functions);
	sqlite3_bind_int64(stmt, 8, file->degraded_functions);
	sqlite3_bind_int64(stmt, 9, (int64_t)file->cpu_ms);
	return dl_sql_run(store, stmt, err);
}

enum dl_status dl_store_add_file(struct dl_store *store, int64_t scan,
				 const struct dl_file_record *file, struct dl_error *err)
{
	enum dl_status status = dl_sql_begin(store, err);
	int64_t id;

	if (status != DL_OK)
		return status;
	status = dl_sql_check_open_scan(store, scan, err);
	if (status == DL_OK)
		status = add_file_row(store, scan, file, err);
	id = sqlite3_last_insert_rowid(store->db);
	for (size_t i = 0; status == DL_OK && i < file->degradation_count; i++)
		status = add_degradation(store, id, i, &file->degradations[i], err);
	return dl_sql_end(store, status, err);
}

static void bind_spot(sqlite3_stmt *stmt, int index, const struct dl_spot *spot)
{
	dl_sql_text(stmt, index, spot->path ? spot->path : "");
	sqlite3_bind_int64(stmt, index + 1, spot->line);
	sqlite3_bind_int64(stmt, index + 2, spot->col);
	sqlite3_bind_int64(stmt, index + 3, spot->end_line);
	sqlite3_bind_int64(stmt, index + 4, spot->end_col);
}

static enum dl_status add_steps(struct dl_store *store, int64_t finding, int kind,
				const struct dl_finding_step *steps, size_t count,
				struct dl_error *err)
{
	enum dl_status status = DL_OK;
	sqlite3_stmt *stmt;

	for (size_t i = 0; status == DL_OK && i < count; i++) {
		status = dl_sql_prepare(
			store,
			"INSERT INTO finding_steps(finding, kind, seq, path, line, col, end_line, end_col,"
			" message, nesting) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			&stmt, err);
		if (status != DL_OK)
			break;
		sqlite3_bind_int64(stmt, 1, finding);
		sqlite3_bind_int(stmt, 2, kind);
		sqlite3_bind_int64(stmt, 3, (int64_t)i);
		bind_spot(stmt, 4, &steps[i].spot);
		dl_sql_text(stmt, 9, steps[i].message);
		sqlite3_bind_int64(stmt, 10, steps[i].nesting);
		status = dl_sql_run(store, stmt, err);
	}
	return status;
}

static enum dl_status add_edit(struct dl_store *store, int64_t finding, size_t seq,
			       const struct dl_edit *edit, struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status =
		dl_sql_prepare(store,
			       "INSERT INTO edits(finding, seq, line, col, end_line, end_col, text)"
			       " VALUES(?, ?, ?, ?, ?, ?, ?)",
			       &stmt, err);

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, finding);
	sqlite3_bind_int64(stmt, 2, (int64_t)seq);
	sqlite3_bind_int64(stmt, 3, edit->line);
	sqlite3_bind_int64(stmt, 4, edit->col);
	sqlite3_bind_int64(stmt, 5, edit->end_line);
	sqlite3_bind_int64(stmt, 6, edit->end_col);
	dl_sql_text(stmt, 7, edit->text);
	return dl_sql_run(store, stmt, err);
}

static enum dl_status add_fix(struct dl_store *store, int64_t finding, const struct dl_fix *fix,
			      struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store, "INSERT INTO fixes(finding, title, path, source) VALUES(?, ?, ?, ?)", &stmt,
		err);

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, finding);
	dl_sql_text(stmt, 2, fix->title);
	dl_sql_text(stmt, 3, fix->path);
	sqlite3_bind_int64(stmt, 4, (int64_t)fix->source);
	status = dl_sql_run(store, stmt, err);
	for (size_t i = 0; i < fix->edit_count && status == DL_OK; i++)
		status = add_edit(store, finding, i, &fix->edits[i], err);
	return status;
}

static enum dl_status add_finding(struct dl_store *store, int64_t scan, const struct dl_finding *f,
				  struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"INSERT INTO findings(scan, fingerprint, rule, path, line, col, end_line, end_col, function,"
		" message, confidence, subject, edge, arch, rank, suppression, justification)"
		" VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		&stmt, err);
	int64_t id;

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, scan);
	sqlite3_bind_int64(stmt, 2, (int64_t)f->fingerprint);
	dl_sql_text(stmt, 3, f->rule);
	bind_spot(stmt, 4, &f->spot);
	dl_sql_text(stmt, 9, f->function);
	dl_sql_text(stmt, 10, f->message);
	sqlite3_bind_int(stmt, 11, (int)f->confidence);
	dl_sql_text(stmt, 12, f->subject);
	dl_sql_text(stmt, 13, f->edge);
	dl_sql_text(stmt, 14, f->arch);
	sqlite3_bind_double(stmt, 15, f->rank);
	sqlite3_bind_int(stmt, 16, (int)f->suppression);
	dl_sql_text(stmt, 17, f->justification);
	status = dl_sql_run(store, stmt, err);
	id = sqlite3_last_insert_rowid(store->db);
	if (status == DL_OK)
		status = add_steps(store, id, 0, f->steps, f->step_count, err);
	if (status == DL_OK)
		status = add_steps(store, id, 1, f->related, f->related_count, err);
	if (status == DL_OK && f->fix)
		status = add_fix(store, id, f->fix, err);
	return status;
}

enum dl_status dl_store_add_findings(struct dl_store *store, int64_t scan,
				     const struct dl_findings *findings, struct dl_error *err)
{
	enum dl_status status = dl_sql_begin(store, err);

	if (status != DL_OK)
		return status;
	status = dl_sql_check_open_scan(store, scan, err);
	for (size_t i = 0; status == DL_OK && i < findings->len; i++)
		status = add_finding(store, scan, &findings->items[i], err);
	return dl_sql_end(store, status, err);
}

static enum dl_status add_history(struct dl_store *store, int64_t scan, int64_t finished,
				  struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"INSERT INTO fingerprints(fingerprint, first_scan, first_seen, last_scan, last_seen)"
		" SELECT DISTINCT fingerprint, ?1, ?2, ?1, ?2 FROM findings WHERE scan = ?1"
		" ON CONFLICT(fingerprint) DO UPDATE SET last_scan = ?1, last_seen = ?2",
		&stmt, err);

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, scan);
	sqlite3_bind_int64(stmt, 2, finished);
	return dl_sql_run(store, stmt, err);
}

static enum dl_status finish_row(struct dl_store *store, int64_t scan, int64_t finished,
				 int exit_status, const struct dl_scan_counts *counts,
				 struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"UPDATE scans SET writer = NULL, finished = ?, exit_status = ?, files = ?, lost_files = ?,"
		" degraded_files = ?, functions = ?, dma_functions = ?, degraded_functions = ?,"
		" findings = ?, cpu_ms = ? WHERE id = ?",
		&stmt, err);

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, finished);
	sqlite3_bind_int(stmt, 2, exit_status);
	sqlite3_bind_int64(stmt, 3, (int64_t)counts->files);
	sqlite3_bind_int64(stmt, 4, (int64_t)counts->lost_files);
	sqlite3_bind_int64(stmt, 5, (int64_t)counts->degraded_files);
	sqlite3_bind_int64(stmt, 6, (int64_t)counts->functions);
	sqlite3_bind_int64(stmt, 7, (int64_t)counts->dma_functions);
	sqlite3_bind_int64(stmt, 8, (int64_t)counts->degraded_functions);
	sqlite3_bind_int64(stmt, 9, (int64_t)counts->findings);
	sqlite3_bind_int64(stmt, 10, (int64_t)counts->cpu_ms);
	sqlite3_bind_int64(stmt, 11, scan);
	return dl_sql_run(store, stmt, err);
}

/* What is written to a file that has no name any more is lost. */
static enum dl_status check_place(struct dl_store *store, struct dl_error *err)
{
	int moved = 0;

	if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved)
		return dl_fail(err, DL_ERR_IO, "%s: it was deleted or moved meanwhile; scan again", store->path);
	return DL_OK;
}

enum dl_status dl_store_finish_scan(struct dl_store *store, int64_t scan, int64_t finished,
				    int exit_status, const struct dl_scan_counts *counts,
				    struct dl_error *err)
{
	enum dl_status status = check_place(store, err);

	if (status == DL_OK)
		status = dl_store_commit(store, err);
	if (status == DL_OK)
		status = dl_sql_exec(store, "PRAGMA synchronous=FULL", err);
	if (status == DL_OK)
		status = dl_sql_begin(store, err);
	if (status == DL_OK) {
		status = dl_sql_check_open_scan(store, scan, err);
		if (status == DL_OK)
			status = add_history(store, scan, finished, err);
		if (status == DL_OK)
			status = finish_row(store, scan, finished, exit_status, counts, err);
		status = dl_sql_end(store, status, err);
	}
	sqlite3_exec(store->db, "PRAGMA synchronous=NORMAL", NULL, NULL, NULL);
	return status;
}

enum dl_status dl_store_drop_scan(struct dl_store *store, int64_t scan, struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status =
		dl_sql_prepare(store, "DELETE FROM scans WHERE id = ? AND finished IS NULL", &stmt, err);

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, scan);
	return dl_sql_run(store, stmt, err);
}

enum dl_status dl_store_prune(struct dl_store *store, uint64_t keep, struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status = dl_sql_prepare(
		store,
		"DELETE FROM scans WHERE id IN (SELECT id FROM"
		" (SELECT id, row_number() OVER (PARTITION BY exit_status >= 128 ORDER BY id DESC) AS place"
		"  FROM scans WHERE finished IS NOT NULL) WHERE place > ?)",
		&stmt, err);

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, (int64_t)keep);
	return dl_sql_run(store, stmt, err);
}
