/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second half of a scan: parsed files are grouped into modules, and every
 * module is analysed in a worker. A module that costs its worker twice is tried
 * again file by file: then the linking is lost, and only the file that is to
 * blame.
 */
#include <string.h>

#include "report/wire.h"
#include "worker/recall.h"
#include "worker/shard.h"

/* Packed IR of one module; a driver with more is analysed in parts. amdgpu has 4 MiB. */
#define MODULE_MAX_IR (8u << 20)

static void add_module(struct dl_work *scan, const char *name, const uint32_t *files, uint32_t n,
		       bool is_whole)
{
	struct dl_work_module m = {
		.name = n > 1 ? name : dl_source_file_at(scan->source, files[0])->unit_path,
		.files = dl_arena_memdup(scan->arena, files, n * sizeof(*files)),
		.file_count = n,
		.is_whole = is_whole,
		.is_narrow = true,
	};

	for (uint32_t i = 0; i < n; i++) {
		m.unmaps |= dl_source_file_at(scan->source, files[i])->unmaps;
		m.is_narrow &= dl_source_file_at(scan->source, files[i])->is_narrow;
	}
	dl_vec_push(&scan->modules, m);
}

struct group {
	const char *name;
	DL_VEC(uint32_t) files;
	bool is_whole;
};

/* In the order of files, cut where a part gets too large. */
static void add_group(struct dl_work *scan, const struct group *g)
{
	size_t bytes = 0, first = 0;

	for (size_t i = 0; i < g->files.len; i++) {
		size_t more = scan->results[g->files.data[i]].ir_len;

		if (i > first && bytes + more > MODULE_MAX_IR) {
			add_module(scan, g->name, &g->files.data[first], (uint32_t)(i - first),
				   false);
			first = i;
			bytes = 0;
		}
		bytes += more;
	}
	if (g->files.len)
		add_module(scan, g->name, &g->files.data[first], (uint32_t)(g->files.len - first),
			   g->is_whole && !first);
}

/* Files of two configurations never meet. */
const char *dl_work_module_key(const struct dl_work *scan, uint32_t file)
{
	const struct dl_source_file *f = dl_source_file_at(scan->source, file);

	return dl_arena_printf(scan->arena, "%s:%s", f->config->root, f->module);
}

/* Modules by their first file; lost files only tell that theirs is not whole. */
static void group_files(struct dl_work *scan)
{
	struct dl_map by_name = {0};

	for (uint32_t i = 0; i < scan->file_count; i++) {
		const struct dl_source_file *f = dl_source_file_at(scan->source, i);
		const char *key;
		struct group *g;

		if (f->elsewhere)
			continue;
		key = dl_work_module_key(scan, i);
		g = dl_map_get_str(&by_name, key);
		if (!g) {
			g = DL_NEW(scan->arena, struct group);
			g->name = f->module;
			g->is_whole = scan->file_count == dl_source_file_count(scan->source);
			dl_map_put_str(&by_name, key, g);
		}
		/* what was found by text is more than the whole needs */
		g->is_whole &= (f->is_whole || f->found_by_text) && !scan->results[i].done;
		if (!scan->results[i].done)
			dl_vec_push(&g->files, i);
	}
	for (size_t i = 0; i < by_name.len; i++) {
		struct group *g = by_name.entries[i].value;

		add_group(scan, g);
		dl_vec_free(&g->files);
	}
	dl_map_free(&by_name);
}

/* ---- results as they arrive ---- */

/* An answer that is damaged is none. */
static void take_answer(struct dl_work *scan, struct dl_work_module *m,
			const struct dl_pool_outcome *outcome)
{
	struct dl_module_result *r = &m->result;
	struct dl_findings findings = {.arena = dl_arena_new()};
	struct dl_error err = {0};
	enum dl_status status;

	status = dl_module_result_decode(r, scan->arena, outcome->data, outcome->len, &err);
	if (status == DL_OK && r->findings)
		status = dl_findings_decode(&findings, r->findings, r->findings_len, &err);
	if (status != DL_OK) {
		r->findings = NULL;
		r->lost = true;
		r->reason = dl_arena_strdup(scan->arena, err.message);
	}
	dl_arena_free(findings.arena);
}

static void finish_file(struct dl_work *scan, uint32_t file, const struct dl_module_result *m)
{
	struct dl_file_result *r = &scan->results[file];

	if (r->done) /* lost, when its code was made again */
		return;
	if (m->lost) {
		r->lost = true;
		r->reason = m->reason;
		r->detail = m->detail;
	} else if (m->failure) {
		r->failure = m->failure;
	} else if (m->reason && !r->retried) {
		r->retried = true;
		r->reason = m->reason;
	}
	r->done = true;
	dl_tell_file(scan, file);
}

/* The module's result is known. */
static void finish_module(struct dl_work *scan, uint32_t module)
{
	struct dl_work_module *m = &scan->modules.data[module];

	m->result.done = true;
	dl_tell_module(scan, module);
	m->result.findings = NULL;
	/* the files of a lost module have a second chance */
	if (m->result.lost && m->file_count > 1)
		return;
	for (uint32_t i = 0; i < m->file_count; i++)
		finish_file(scan, m->files[i], &m->result);
}

static void on_analysed(void *arg, uint32_t job, const struct dl_pool_outcome *outcome)
{
	struct dl_work *scan = arg;
	uint32_t module = scan->jobs.data[job];
	struct dl_work_module *m = &scan->modules.data[module];
	struct dl_module_result *r = &m->result;

	r->reason = outcome->reason ? dl_arena_strdup(scan->arena, outcome->reason) : NULL;
	if (outcome->ok) {
		take_answer(scan, m, outcome);
	} else {
		r->lost = true;
		r->detail = outcome->detail && *outcome->detail
				    ? dl_arena_strdup(scan->arena, outcome->detail)
				    : NULL;
	}
	if (r->lacks_code || dl_shard_waits(scan, r)) {
		*r = (struct dl_module_result){0};
		return;
	}
	if (outcome->ok)
		dl_recall_keep_module(scan, module);
	finish_module(scan, module);
}

static enum dl_status run_from(struct dl_work *scan, size_t first, struct dl_pool_options *pool,
			       struct dl_error *err)
{
	scan->jobs.len = 0;
	for (size_t i = first; i < scan->modules.len; i++)
		if (!scan->modules.data[i].result.done)
			dl_vec_push(&scan->jobs, (uint32_t)i);
	return dl_pool_run(pool, (uint32_t)scan->jobs.len, err);
}

static void *start(void *arg)
{
	return dl_recall_leave(arg);
}

/* What would otherwise be done when the host waits for nothing else. */
static void meanwhile(void *arg)
{
	dl_recall_settle(arg);
}

bool dl_work_group(struct dl_work *scan)
{
	bool all_known = true;

	group_files(scan);
	dl_work_note_definers(scan);
	for (uint32_t i = 0; i < scan->modules.len; i++) {
		struct dl_module_result *r = &scan->modules.data[i].result;

		if (dl_recall_module(scan, i) && !dl_shard_waits(scan, r)) {
			finish_module(scan, i);
		} else {
			*r = (struct dl_module_result){0};
			all_known = false;
		}
	}
	return !all_known;
}

static bool all_done(const struct dl_work *scan)
{
	for (size_t i = 0; i < scan->modules.len; i++)
		if (!scan->modules.data[i].result.done)
			return false;
	return true;
}

/*
 * Modules that have asked for code which nobody thought of are analysed again when all of it is here; those of
 * a shard that have asked about others, when these are parsed, as @files says.
 */
static enum dl_status run_all(struct dl_work *scan, size_t first, struct dl_pool_options *files,
			      struct dl_pool_options *pool, struct dl_error *err)
{
	enum dl_status status = run_from(scan, first, pool, err);

	while (status == DL_OK && !all_done(scan)) {
		status = dl_shard_receive(scan, files, err);
		dl_work_note_definers(scan);
		if (status == DL_OK)
			status = dl_work_have_code(scan, true, files, err);
		if (status == DL_OK)
			status = run_from(scan, first, pool, err);
	}
	return status;
}

enum dl_status dl_work_modules(struct dl_work *scan, struct dl_pool_options *pool,
			       struct dl_error *err)
{
	struct dl_pool_options files = *pool;
	enum dl_status status;
	size_t count;

	pool->start = start;
	pool->work = dl_module_work;
	pool->done = on_analysed;
	pool->meanwhile = meanwhile;
	status = run_all(scan, 0, &files, pool, err);
	count = scan->modules.len;
	for (size_t i = 0; i < count && status == DL_OK; i++) {
		const struct dl_work_module m = scan->modules.data[i];

		if (m.result.lost && m.file_count > 1)
			for (uint32_t k = 0; k < m.file_count; k++) {
				add_module(scan, NULL, &m.files[k], 1, false);
				scan->modules.data[scan->modules.len - 1].is_alone = true;
			}
	}
	return status == DL_OK ? run_all(scan, count, &files, pool, err) : status;
}
