/* SPDX-License-Identifier: Apache-2.0 */
/* From the stores of shards to the scan that they are shards of. */
#include <string.h>
#include <sys/stat.h>

#include "store/sql.h"

#include "base/vec.h"

enum { CLEAN = 0, FINDINGS = 1, INCOMPLETE = 3, FIRST_SIGNAL = 128 }; /* exit statuses of scans */

struct merge {
	struct dl_store *const *in;
	size_t count;
	struct dl_scan_record *scans; /* beside @in */
	struct dl_arena *arena;
	struct dl_findings findings;
	DL_VEC(struct dl_notice) notices;
};

static bool is_same_file(const struct dl_store *a, const struct dl_store *b)
{
	struct stat x, y;

	return stat(a->path, &x) == 0 && stat(b->path, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static enum dl_status newest_scan(struct dl_scan_record *out, struct dl_store *store, struct dl_arena *arena,
				  struct dl_error *err)
{
	struct dl_scan_list scans;
	enum dl_status status = dl_store_scans(store, arena, &scans, err);

	if (status != DL_OK)
		return status;
	if (!scans.len || !scans.items[0].info.shards)
		return dl_fail(err, DL_ERR_INVALID,
			       "%s: %s; give stores of 'dmalint scan --shard K/N --db FILE'", store->path,
			       scans.len ? "its newest scan is no shard" : "there is no finished scan in it");
	*out = scans.items[0];
	if (out->exit_status >= FIRST_SIGNAL)
		return dl_fail(err, DL_ERR_INVALID, "%s: shard %u of %u was interrupted; scan it again", store->path,
			       out->info.shard, out->info.shards);
	return DL_OK;
}

static bool differ(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") != 0;
}

/* What two scans that are no shards of one differ in; NULL when they fit. */
static const char *difference(const struct dl_scan_info *a, const struct dl_scan_info *b)
{
	if (differ(a->tool_version, b->tool_version))
		return "is of another version of dmalint";
	if (a->models_hash != b->models_hash)
		return "was scanned with other models";
	if (a->shards != b->shards)
		return "is of another number of shards";
	if (a->tree != b->tree)
		return "is of another tree (other files, or something else in them)";
	if (a->asked != b->asked || differ(a->rules, b->rules))
		return "was scanned with other options, or by another build of dmalint";
	return NULL;
}

static enum dl_status check_fit(const struct merge *m, struct dl_error *err)
{
	const struct dl_scan_info *first = &m->scans[0].info;

	for (size_t i = 1; i < m->count; i++) {
		const struct dl_scan_info *other = &m->scans[i].info;
		const char *why = difference(first, other);

		if (why)
			return dl_fail(err, DL_ERR_INVALID, "%s %s than %s: [%s] and [%s]", m->in[i]->path, why,
				       m->in[0]->path, other->options ? other->options : "",
				       first->options ? first->options : "");
	}
	return DL_OK;
}

static enum dl_status check_all_there(const struct merge *m, struct dl_error *err)
{
	uint32_t shards = m->scans[0].info.shards;
	const struct dl_store **have = DL_NEW_ARRAY(m->arena, const struct dl_store *, (size_t)shards + 1);

	for (size_t i = 0; i < m->count; i++) {
		uint32_t k = m->scans[i].info.shard;

		if (k < 1 || k > shards)
			return dl_fail(err, DL_ERR_CORRUPT, "%s: there is no shard %u of %u", m->in[i]->path, k, shards);
		if (have[k])
			return dl_fail(err, DL_ERR_INVALID, "%s is shard %u of %u, and so is %s", m->in[i]->path, k,
				       shards, have[k]->path);
		have[k] = m->in[i];
	}
	for (uint32_t k = 1; k <= shards; k++)
		if (!have[k])
			return dl_fail(err, DL_ERR_INVALID, "shard %u of %u is missing; give its store, too", k, shards);
	return DL_OK;
}

static enum dl_status find_shards(struct merge *m, const struct dl_store *out, struct dl_error *err)
{
	enum dl_status status = m->count ? DL_OK : dl_fail(err, DL_ERR_INVALID, "there is no store to merge");

	m->scans = DL_NEW_ARRAY(m->arena, struct dl_scan_record, m->count + 1);
	for (size_t i = 0; i < m->count && status == DL_OK; i++) {
		if (is_same_file(m->in[i], out))
			return dl_fail(err, DL_ERR_INVALID, "%s is to be merged into itself; name another store",
				       out->path);
		status = newest_scan(&m->scans[i], m->in[i], m->arena, err);
	}
	if (status == DL_OK)
		status = check_fit(m, err);
	return status == DL_OK ? check_all_there(m, err) : status;
}

/* ---- copying ---- */

static enum dl_status copy_files(const struct merge *m, size_t shard, struct dl_store *out, int64_t scan,
				 struct dl_error *err)
{
	struct dl_file_list files = {0};
	enum dl_status status = dl_store_files(m->in[shard], m->scans[shard].id, false, m->arena, &files, err);

	for (size_t i = 0; i < files.len && status == DL_OK; i++)
		status = dl_store_add_file(out, scan, &files.items[i], err);
	return status;
}

static enum dl_status collect(struct merge *m, size_t shard, struct dl_error *err)
{
	const struct dl_finding_filter all = {.suppressed = true, .as_written = true};
	struct dl_notice_list notices = {0};
	int64_t id = m->scans[shard].id;
	enum dl_status status = dl_store_list(m->in[shard], id, &all, &m->findings, NULL, err);

	if (status == DL_OK)
		status = dl_store_notices(m->in[shard], id, m->arena, &notices, err);
	for (size_t i = 0; i < notices.len; i++)
		dl_vec_push(&m->notices, notices.items[i]);
	return status;
}

static enum dl_status copy_all(struct merge *m, struct dl_store *out, int64_t scan, struct dl_error *err)
{
	enum dl_status status = DL_OK;

	for (size_t i = 0; i < m->count && status == DL_OK; i++) {
		status = copy_files(m, i, out, scan, err);
		if (status == DL_OK)
			status = collect(m, i, err);
	}
	if (status != DL_OK)
		return status;
	dl_report_finish(&m->findings);
	m->notices.len = dl_notices_finish(m->notices.data, m->notices.len);
	status = dl_store_add_findings(out, scan, &m->findings, err);
	if (status == DL_OK)
		status = dl_store_follow_verdicts(out, &m->findings, m->scans[0].info.root, err);
	if (status == DL_OK)
		status = dl_store_add_notices(out, scan, m->notices.data, m->notices.len, err);
	return status;
}

/* ---- what all of them add up to ---- */

static void add_counts(struct dl_scan_counts *to, const struct dl_scan_counts *from)
{
	to->files += from->files;
	to->lost_files += from->lost_files;
	to->degraded_files += from->degraded_files;
	to->functions += from->functions;
	to->dma_functions += from->dma_functions;
	to->degraded_functions += from->degraded_functions;
	to->cpu_ms += from->cpu_ms;
}

static int join_status(int a, int b)
{
	if (a == FINDINGS || b == FINDINGS)
		return FINDINGS;
	return a == INCOMPLETE || b == INCOMPLETE ? INCOMPLETE : CLEAN;
}

static enum dl_status finish(const struct merge *m, struct dl_store *out, int64_t scan, struct dl_error *err)
{
	struct dl_scan_counts counts = {.findings = m->findings.len};
	int64_t finished = 0;
	int exit_status = CLEAN;

	for (size_t i = 0; i < m->count; i++) {
		add_counts(&counts, &m->scans[i].counts);
		exit_status = join_status(exit_status, m->scans[i].exit_status);
		if (m->scans[i].finished > finished)
			finished = m->scans[i].finished;
	}
	return dl_store_finish_scan(out, scan, finished, exit_status, &counts, err);
}

static struct dl_scan_info info_of(const struct merge *m, const char *command_line)
{
	struct dl_scan_info info = m->scans[0].info;

	for (size_t i = 1; i < m->count; i++)
		if (m->scans[i].info.started < info.started)
			info.started = m->scans[i].info.started;
	info.options = command_line ? command_line : "";
	info.shard = info.shards = 0;
	info.tree = info.asked = 0;
	return info;
}

static enum dl_status write_merged(struct merge *m, struct dl_store *out, const struct dl_scan_info *info,
				   int64_t *scan, struct dl_error *err)
{
	enum dl_status status = dl_store_begin(out, err);

	if (status != DL_OK)
		return status;
	status = dl_store_begin_scan(out, info, scan, err);
	if (status == DL_OK)
		status = copy_all(m, out, *scan, err);
	if (status == DL_OK)
		status = finish(m, out, *scan, err);
	if (status != DL_OK)
		dl_store_rollback(out);
	return status;
}

enum dl_status dl_store_merge(struct dl_store *store, struct dl_store *const *in, size_t count,
			      const char *command_line, int64_t *scan, struct dl_error *err)
{
	struct merge m = {.in = in, .count = count, .arena = dl_arena_new()};
	struct dl_scan_info info;
	enum dl_status status;

	*scan = 0;
	m.findings.arena = m.arena;
	status = find_shards(&m, store, err);
	if (status == DL_OK) {
		info = info_of(&m, command_line);
		status = write_merged(&m, store, &info, scan, err);
	}
	dl_vec_free(&m.notices);
	dl_arena_free(m.arena);
	return status;
}
