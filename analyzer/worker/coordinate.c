/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a scan in the worker program: choose the files, build precompiled headers, have every
 * file parsed, then every module analysed by workers, and tell the host. This process has one
 * thread and never parses anything itself, so its workers are forks of it.
 */
#include <string.h>

#include "frontend/frontend.h"
#include "wire/channel.h"
#include "wire/start.h"
#include "worker/recall.h"
#include "worker/shard.h"
#include "worker/worker.h"

#define RECYCLE_AFTER 100 /* files of one worker: libclang does not give back all memory */
#define MIB	      (1024ULL * 1024)

size_t dl_work_config_of(const struct dl_work *scan, const struct dl_source_file *file)
{
	size_t i = 0;

	while (dl_source_config_at(scan->source, i) != file->config)
		i++;
	return i;
}

/* ---- results as they arrive ---- */

/* A worker's damaged answer is a lost file. */
static void take_answer(struct dl_work *scan, struct dl_file_result *r,
			const struct dl_pool_outcome *outcome)
{
	struct dl_error err = {0};

	if (dl_file_result_decode(r, scan->arena, outcome->data, outcome->len, &err) != DL_OK) {
		r->lost = true;
		r->ir = NULL;
		r->reason = dl_arena_strdup(scan->arena, err.message);
	}
}

static void on_parsed(void *arg, uint32_t job, const struct dl_pool_outcome *outcome)
{
	struct dl_work *scan = arg;
	uint32_t file = scan->jobs.data[job];
	struct dl_file_result *r = &scan->results[file];

	r->retried = outcome->retried;
	r->reason = outcome->reason ? dl_arena_strdup(scan->arena, outcome->reason) : NULL;
	if (outcome->ok) {
		take_answer(scan, r, outcome);
	} else {
		r->lost = true;
		r->detail = outcome->detail && *outcome->detail
				    ? dl_arena_strdup(scan->arena, outcome->detail)
				    : NULL;
	}
	scan->parsed += !dl_source_file_at(scan->source, file)->elsewhere;
	if (outcome->ok)
		dl_recall_keep_file(scan, file);
	if (!r->ir || scan->request.parse_only) {
		r->done = true;
		dl_tell_file(scan, file);
	} else {
		dl_shelf_put(&scan->shelf, file, r->ir, r->ir_len);
	}
	r->ir = NULL;
}

static void on_tick(void *arg)
{
	dl_tell_progress(arg);
}

/* ---- the run ---- */

static void enter(struct dl_work *scan, enum dl_phase phase)
{
	scan->phase = phase;
	dl_tell_progress(scan);
}

static enum dl_status choose_files(struct dl_work *scan, struct dl_error *err)
{
	const struct dl_request *r = &scan->request;
	enum dl_status status = dl_models_load(&scan->models, r->model_files, r->model_file_count, err);
	size_t configs;

	if (status == DL_OK)
		dl_recall_open(scan);
	if (status == DL_OK) {
		scan->request.source.memo = &scan->memo;
		scan->request.source.stamps = scan->stamps;
		status = dl_source_open(&scan->source, &r->source, scan->models, err);
	}
	if (status != DL_OK)
		return status;
	if (r->shards) {
		dl_source_shard(scan->source, r->shard, r->shards);
		scan->tree = dl_source_tree(scan->source);
	}
	scan->file_count = dl_source_file_count(scan->source);
	if (r->max_files && scan->file_count > r->max_files)
		scan->file_count = (size_t)r->max_files;
	scan->results = DL_NEW_ARRAY(scan->arena, struct dl_file_result, scan->file_count + 1);
	configs = dl_source_config_count(scan->source);
	scan->pch_ready = DL_NEW_ARRAY(scan->arena, bool, configs + 1);
	scan->pch_passes = DL_NEW_ARRAY(scan->arena, bool, configs + 1);
	scan->pch_trouble = DL_NEW_ARRAY(scan->arena, const char *, configs + 1);
	dl_tell_source(scan);
	return DL_OK;
}

/* What is read here anybody may have written: meanwhile this process has a limit as its workers have. */
static enum dl_status choose_within_limit(struct dl_work *scan, struct dl_error *err)
{
	enum dl_status status;
	struct rlimit before;

	dl_worker_limit_memory(DL_CHOOSING_MIB(scan->request.memory_mib) * MIB, &before);
	status = choose_files(scan, err);
	setrlimit(RLIMIT_DATA, &before);
	return status;
}

/*
 * The index of a tree's headers is built when it is first asked for. In a long scan that is better
 * done here, once, than in every worker.
 */
static void prepare_header_index(struct dl_work *scan)
{
	const struct dl_source_config *last = NULL;
	const char *dir;

	if (scan->jobs.len <= RECYCLE_AFTER)
		return;
	for (size_t i = 0; i < scan->file_count; i++) {
		const struct dl_source_file *f = dl_source_file_at(scan->source, i);

		if (f->config != last)
			dl_source_find_header(scan->source, f, "dmalint/no-such-header.h", &dir, 1);
		last = f->config;
	}
}

enum dl_status dl_work_parse(struct dl_work *scan, const uint32_t *files, size_t count,
			     struct dl_pool_options *pool, struct dl_error *err)
{
	scan->jobs.len = 0;
	for (size_t i = 0; i < count; i++) {
		if (dl_recall_file(scan, files[i]))
			scan->parsed += !dl_source_file_at(scan->source, files[i])->elsewhere;
		else
			dl_vec_push(&scan->jobs, files[i]);
	}
	prepare_header_index(scan);
	return dl_pool_run(pool, (uint32_t)scan->jobs.len, err);
}

/* The files from the first one that is new. */
static enum dl_status parse_from(struct dl_work *scan, size_t first, struct dl_pool_options *pool,
				 struct dl_error *err)
{
	DL_VEC(uint32_t) files = {0};
	enum dl_status status;

	for (size_t i = first; i < scan->file_count; i++)
		if (dl_shard_has(scan, (uint32_t)i))
			dl_vec_push(&files, (uint32_t)i);
	status = dl_work_parse(scan, files.data, files.len, pool, err);
	dl_vec_free(&files);
	return status;
}

enum dl_status dl_work_have_code(struct dl_work *scan, bool all, struct dl_pool_options *pool,
				 struct dl_error *err)
{
	bool *likely = all ? NULL : dl_work_likely_code(scan);

	scan->has_all_code |= all;
	scan->jobs.len = 0;
	for (size_t i = 0; i < scan->file_count; i++)
		if ((all || likely[i]) && !dl_recall_ir(scan, (uint32_t)i))
			dl_vec_push(&scan->jobs, (uint32_t)i);
	return dl_pool_run(pool, (uint32_t)scan->jobs.len, err);
}

unsigned int dl_work_jobs(const struct dl_work *scan, size_t work)
{
	unsigned int jobs = scan->request.jobs ? scan->request.jobs : dl_pool_cpus();

	return jobs < work ? jobs : (unsigned int)work;
}

static enum dl_status scan_files(struct dl_work *scan, struct dl_error *err)
{
	struct dl_pool_options pool = {
		.workers = dl_work_jobs(scan, scan->file_count),
		.timeout = scan->request.timeout,
		.memory_limit = scan->request.memory_mib * MIB,
		.recycle_after = RECYCLE_AFTER,
		.cancel_fd = scan->lifeline,
		.private_fd = scan->host,
		.start = dl_file_start,
		.work = dl_file_work,
		.done = on_parsed,
		.tick = on_tick,
		.arg = scan,
	};
	size_t chosen = scan->file_count;
	enum dl_status status;

	if (!scan->file_count)
		return DL_OK;
	dl_shelf_open(&scan->shelf, dl_source_headers_dir(scan->source));
	enter(scan, DL_PHASE_PARSING);
	status = parse_from(scan, 0, &pool, err);
	if (status != DL_OK || scan->request.parse_only)
		return status;
	status = dl_work_find(scan, err);
	dl_source_keep_facts(scan->source);
	if (status == DL_OK && scan->file_count > chosen)
		dl_tell_source(scan);
	if (status == DL_OK)
		status = parse_from(scan, chosen, &pool, err);
	if (status == DL_OK) {
		dl_shard_expect(scan);
		status = dl_shard_receive(scan, &pool, err);
	}
	if (status == DL_OK && dl_work_group(scan))
		status = dl_work_have_code(scan, false, &pool, err);
	if (status != DL_OK)
		return status;
	enter(scan, DL_PHASE_ANALYSING);
	return dl_work_modules(scan, &pool, err);
}

/* The next message of the host is of @kind, and its payload in @in. */
static bool receive(struct dl_work *scan, enum dl_message_kind kind, struct dl_buf *in,
		    struct dl_message *m)
{
	return dl_channel_receive(scan->host, in, m) && m->kind == kind;
}

/* The host has looked at the files that were chosen and wants more than that. */
static bool is_wanted(struct dl_work *scan)
{
	struct dl_buf in = {0};
	struct dl_message m;
	bool wanted = receive(scan, DL_MESSAGE_RUN, &in, &m);

	dl_buf_free(&in);
	return wanted;
}

static enum dl_status run(struct dl_work *scan, struct dl_error *err)
{
	enum dl_status status = choose_within_limit(scan, err);

	if (status != DL_OK)
		return status;
	if (!is_wanted(scan))
		return dl_fail(err, DL_ERR_CANCELLED, "interrupted");
	enter(scan, DL_PHASE_PCH);
	status = dl_work_build_pch(scan, err);
	if (status == DL_OK)
		status = scan_files(scan, err);
	if (status == DL_OK)
		dl_tell_source(scan);
	return status;
}

/* The host waits for this process: what its end gives back is freed for those alone who look for leaks (main.c). */
static void work_free(struct dl_work *scan)
{
#ifdef __SANITIZE_ADDRESS__
	dl_source_free(scan->source);
	dl_models_free(scan->models);
	dl_map_free(&scan->definers);
	dl_map_free(&scan->searched);
	dl_map_free(&scan->guests);
	dl_map_free(&scan->guest_modules);
	dl_map_free(&scan->asked_records);
	dl_vec_free(&scan->modules);
	dl_vec_free(&scan->jobs);
	dl_stamps_free(scan->stamps);
	dl_arena_free(scan->arena);
#else
	(void)scan;
#endif
}

static bool receive_request(struct dl_work *scan)
{
	struct dl_buf in = {0};
	struct dl_message m;
	bool ok = receive(scan, DL_MESSAGE_REQUEST, &in, &m) &&
		  dl_request_decode(&scan->request, scan->arena, m.data, m.len, NULL) == DL_OK;

	dl_buf_free(&in);
	return ok;
}

int dl_work_coordinate(int host, int lifeline)
{
	struct dl_work scan = {.host = host, .lifeline = lifeline, .arena = dl_arena_new(), .shelf.fd = -1};
	struct dl_error err = {0};
	enum dl_status status;
	int code = 2;

	dl_tell_hello(&scan);
	if (receive_request(&scan)) {
		scan.request.source.clang_version = dl_frontend_version();
		status = run(&scan, &err);
		if (status == DL_OK)
			dl_tell_end(&scan);
		else
			dl_tell_failed(&scan, status, err.message);
		code = 0;
	}
	dl_pool_reap(); /* they have the lock of the cache, too */
	dl_shelf_close(&scan.shelf);
	dl_recall_close(&scan);
	work_free(&scan);
	return code;
}
