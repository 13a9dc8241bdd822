/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Precompiled headers, one for each configuration, built by workers
 * before the files are parsed. Without one the scan is slower, never wrong:
 * whatever goes amiss here becomes a notice.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "frontend/frontend.h"
#include "worker/fault.h"
#include "worker/pch_sum.h"
#include "worker/work.h"

#define PCH_LEAST     60 /* seconds, where files have a limit of time */
#define PCH_KEPT      16 /* of all trees and architectures; 34 MB each */
#define PCH_PAYS_FROM 4 /* files; building one costs as much as it saves for three or four parses */

/* The headers to build; a job is one of them. */
struct builds {
	struct dl_work *scan;
	DL_VEC(uint32_t) configs;
	DL_VEC(const char *) files; /* by job: under this name first, so that a reader sees the whole of it or none */
};

/* The answer: CPU seconds, the error message ("" when all went well), then the files that it was built of. */
static void build(void *state, struct dl_pool_worker *worker, uint32_t job, struct dl_buf *reply)
{
	const struct builds *b = state;
	const struct dl_source_config *c = dl_source_config_at(b->scan->source, b->configs.data[job]);
	struct dl_frontend *fe = NULL;
	struct dl_buf inputs = {0};
	struct dl_error err = {0};
	enum dl_status status;
	double cpu = dl_clock_cpu();

	dl_pool_phase(worker, "building the precompiled header");
	dl_fault_point("pch", c->arch);
	status = dl_frontend_new(&fe, &err);
	if (status == DL_OK)
		status = dl_frontend_build_pch(fe, c->pch_header, c->pch_build_args,
					       c->pch_build_arg_count, b->files.data[job], &inputs, NULL, &err);
	cpu = dl_clock_cpu() - cpu;
	dl_buf_add(reply, (const char *)&cpu, sizeof(cpu));
	dl_buf_puts(reply, status == DL_OK ? "" : err.message);
	dl_buf_putc(reply, '\0');
	dl_buf_add(reply, dl_buf_str(&inputs), inputs.len);
	dl_buf_free(&inputs);
	dl_frontend_free(fe);
}

/* Of files that were generated, the plan says what is in them. False: one has changed since the plan was made. */
static bool keep_inputs(struct dl_work *scan, uint32_t config, const char *paths, const char *end)
{
	const char *generated = dl_source_headers_dir(scan->source);
	struct dl_args inputs = {0};
	bool settled;

	for (; paths < end; paths += strlen(paths) + 1)
		if (!dl_path_below(generated, paths))
			dl_args_add(&inputs, paths);
	settled = dl_source_keep_pch(scan->source, config, &inputs);
	dl_vec_free(&inputs);
	return settled;
}

/*
 * NULL, or what went amiss. One of headers that changed meanwhile, or are too young to tell, is not what its name says: it
 * takes the place of none that is (another scan has built it), and without a sum no later scan takes it.
 */
static const char *put_in_place(struct dl_work *scan, uint32_t config, const char *file, bool settled)
{
	const char *path = dl_source_config_at(scan->source, config)->pch_path;

	scan->pch_passes[config] = !settled;
	if (!settled && dl_pch_is_intact(scan, path)) {
		unlink(file);
		return NULL;
	}
	if (rename(file, path) == 0 && (!settled || dl_pch_keep(scan, path)))
		return NULL;
	return dl_arena_printf(scan->arena, "cannot write %s: %s", path, strerror(errno));
}

static void on_built(void *arg, uint32_t job, const struct dl_pool_outcome *outcome)
{
	const struct builds *b = arg;
	struct dl_work *scan = b->scan;
	uint32_t config = b->configs.data[job];
	const char *text = outcome->reason ? outcome->reason : "its worker sent a damaged reply";
	const char *end = (const char *)outcome->data + outcome->len;
	const char *file = b->files.data[job];
	double cpu;

	if (outcome->ok && outcome->len > sizeof(cpu) && !end[-1]) {
		memcpy(&cpu, outcome->data, sizeof(cpu));
		scan->pch_cpu += cpu;
		text = (const char *)outcome->data + sizeof(cpu);
	}
	scan->pch_trouble[config] = *text ? dl_arena_strdup(scan->arena, text) :
				    put_in_place(scan, config, file, keep_inputs(scan, config, text + 1, end));
	scan->pch_ready[config] = !scan->pch_trouble[config];
	if (!scan->pch_ready[config])
		dl_cache_remove_unfinished(file, scan->arena);
}

/* It costs what two files do, and has their time: who waits for it waits for all. */
static unsigned int time_limit(const struct dl_work *scan)
{
	unsigned int limit = scan->request.timeout;

	return limit && limit < PCH_LEAST ? PCH_LEAST : limit;
}

static enum dl_status build_all(struct builds *b, struct dl_error *err)
{
	struct dl_work *scan = b->scan;
	struct dl_pool_options pool = {
		.workers = dl_work_jobs(scan, b->configs.len),
		.timeout = time_limit(scan),
		.memory_limit = scan->request.memory_mib * 1024ULL * 1024,
		.recycle_after = 1, /* libclang does not give back all memory */
		.cancel_fd = scan->lifeline,
		.private_fd = scan->host,
		.work = build,
		.done = on_built,
		.arg = b,
	};

	for (size_t i = 0; i < b->configs.len; i++)
		dl_vec_push(&b->files, dl_arena_printf(scan->arena, "%s.%ld.tmp",
						       dl_source_config_at(scan->source, b->configs.data[i])->pch_path,
						       (long)getpid()));
	return dl_pool_run(&pool, (uint32_t)b->configs.len, err);
}

/*
 * The first configuration's is built for a single file, since the next scan of the tree will use
 * it, too. For another architecture there are a few files in a tree, and none in most scans; but who
 * scans the same files again and again wants them for these. Files of other shards count: each is to be parsed
 * as in one scan.
 */
static bool pays(const struct dl_work *scan, size_t config)
{
	size_t files = 0;

	for (size_t i = 0; i < scan->file_count; i++) {
		const struct dl_source_file *f = dl_source_file_at(scan->source, i);

		files += dl_work_config_of(scan, f) == config;
	}
	if (scan->request.repeated)
		return files > 0;
	return files >= (config ? PCH_PAYS_FROM : 1);
}

enum dl_status dl_work_build_pch(struct dl_work *scan, struct dl_error *err)
{
	struct builds b = {.scan = scan};
	enum dl_status status = DL_OK;

	for (uint32_t i = 0; i < dl_source_config_count(scan->source); i++) {
		const struct dl_source_config *c = dl_source_config_at(scan->source, i);

		if (!c->pch_header || !scan->request.source.use_pch || !scan->file_count)
			continue;
		scan->pch_ready[i] = dl_pch_is_intact(scan, c->pch_path);
		if (!scan->pch_ready[i] && pays(scan, i))
			dl_vec_push(&b.configs, i);
	}
	if (b.configs.len)
		status = build_all(&b, err);
	if (status == DL_OK && b.configs.len && scan->has_cache)
		dl_cache_prune(&scan->cache, PCH_KEPT);
	dl_vec_free(&b.configs);
	dl_vec_free(&b.files);
	return status;
}
