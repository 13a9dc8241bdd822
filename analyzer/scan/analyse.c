/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One file in a worker: the best parse that can be had of it, then the
 * analysis. The parse is tried with the precompiled header; with further -I
 * folders while headers are missing; and without the precompiled header when
 * errors are left. Whatever happens is said in the result.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "engine/engine.h"
#include "frontend/frontend.h"
#include "ir/pack.h"
#include "report/wire.h"
#include "scan/fault.h"
#include "scan/health.h"
#include "scan/internal.h"

#define MAX_ROUNDS	    3 /* parses again after a missing header was found */
#define MAX_DIRS_PER_HEADER 3

struct analyst {
	const struct dl_scan *scan;
	struct dl_frontend *frontend;
	struct dl_error start_error; /* why there is no frontend */
};

/* One file's way through here. */
struct job {
	struct analyst *self;
	const struct dl_source_file *file;
	struct dl_pool_worker *worker;
	struct dl_arena *arena;
	DL_VEC(const char *) args; /* the file's flags and the -I folders found for it */
	struct dl_parse_result best;
	bool best_used_pch;
	struct dl_file_result result;
};

void *dl_analyse_start(void *arg)
{
	struct analyst *self = dl_xcalloc(1, sizeof(*self));

	self->scan = arg;
	dl_frontend_new(&self->frontend, &self->start_error);
	return self;
}

static uint64_t peak_memory(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (uint64_t)usage.ru_maxrss * 1024;
}

/* ---- parsing ---- */

/* What clang calls the architecture that the kernel calls x86. */
static const char *clang_arch(const char *arch)
{
	return !arch[0] || strcmp(arch, "x86") == 0 ? "x86_64" : arch;
}

static bool is_better(const struct dl_parse_result *a, const struct dl_parse_result *b)
{
	if (!a->unit || !b->unit)
		return a->unit && !b->unit;
	if (a->own_error_count != b->own_error_count)
		return a->own_error_count < b->own_error_count;
	return a->error_count < b->error_count;
}

/* Parse once more and keep the result if it is the best so far. */
static enum dl_status parse(struct job *job, bool use_pch, struct dl_error *err)
{
	const struct dl_source_file *f = job->file;
	const struct dl_source_config *c = f->config;
	struct dl_parse_request req = {
		.path = f->path,
		.root = c->root,
		.unit_path = f->unit_path,
		.arch = clang_arch(c->arch),
		.directory = f->directory,
		.args = job->args.data,
		.arg_count = job->args.len,
		.pch = use_pch ? c->pch_path : NULL,
		.core_prefixes = c->core_prefixes,
		.core_prefix_count = c->core_prefix_count,
	};
	struct dl_parse_result result = {0};
	enum dl_status status;

	job->result.parses++;
	status = dl_frontend_parse(job->self->frontend, &req, &result, err);
	if (status != DL_OK)
		return status;
	/* libclang has caught a crash of its own: it is not to be used again. */
	if (result.clang_error == 2)
		dl_pool_retire(job->worker);
	if (job->result.parses == 1 || is_better(&result, &job->best)) {
		dl_unit_free(job->best.unit);
		job->best = result;
		job->best_used_pch = use_pch && !result.without_pch;
	} else {
		dl_unit_free(result.unit);
	}
	return DL_OK;
}

static bool has_arg(const struct job *job, const char *arg)
{
	for (size_t i = 0; i < job->args.len; i++)
		if (strcmp(job->args.data[i], arg) == 0)
			return true;
	return false;
}

/* Flags that lead to the headers which the last parse missed; false when there are none to be had.
 */
static bool add_folders(struct job *job)
{
	const char *dirs[MAX_DIRS_PER_HEADER];
	bool added = false;

	for (size_t i = 0; i < job->best.missing_count; i++) {
		size_t n = dl_source_find_header(job->self->scan->source, job->file,
						 job->best.missing[i], dirs, MAX_DIRS_PER_HEADER);

		for (size_t k = 0; k < n; k++) {
			const char *flag = dl_arena_printf(job->arena, "-I%s", dirs[k]);

			if (has_arg(job, flag))
				continue;
			dl_vec_push(&job->args, flag);
			added = true;
		}
	}
	return added;
}

static enum dl_status parse_well(struct job *job, struct dl_error *err)
{
	const struct dl_scan *scan = job->self->scan;
	bool use_pch = job->file->use_pch && scan->pch_ready[dl_scan_config_of(scan, job->file)];
	enum dl_status status = parse(job, use_pch, err);

	for (int round = 0; status == DL_OK && round < MAX_ROUNDS && job->best.missing_count;
	     round++) {
		if (!add_folders(job))
			break;
		status = parse(job, use_pch, err);
	}
	if (status == DL_OK && use_pch && (!job->best.unit || job->best.error_count))
		status = parse(job, false, err);
	return status;
}

/* ---- from the unit to the result ---- */

static void describe_errors(struct job *job)
{
	const struct dl_unit *unit = job->best.unit;
	const struct dl_diag *d = unit->diag_count ? &unit->diags[0] : NULL;

	job->result.errors = job->best.error_count;
	if (d && d->loc.line && d->loc.file < unit->file_count)
		job->result.first_error =
			dl_arena_printf(job->arena, "%s:%u: %s", unit->files[d->loc.file].path,
					d->loc.line, d->text);
	else if (d)
		job->result.first_error = dl_arena_strdup(job->arena, d->text);
}

static void run_engine(struct job *job, struct dl_findings *findings, struct dl_buf *trace)
{
	const struct dl_scan_options *options = &job->self->scan->options;
	struct dl_engine_options opt = {
		.models = options->models,
		.trace_function = options->trace_function,
		.trace = options->trace_function ? trace : NULL,
		.rules = options->rules,
		.rule_count = options->rule_count,
	};
	struct dl_engine_stats stats = {0};
	struct dl_error err = {0};

	if (dl_engine_run(job->best.unit, &opt, findings, &stats, &err) != DL_OK)
		job->result.failure =
			dl_arena_printf(job->arena, "the analysis failed (%s)", err.message);
	job->result.explored = stats.explored;
	job->result.blurred = stats.blurred_functions;
	job->result.cut = stats.cut_functions;
	job->result.steps = stats.steps;
}

static const char *clang_failure(int error)
{
	switch (error) {
	case 2:
		return "the parser crashed on it";
	case 3:
		return "the parser refused its compiler flags";
	default:
		return "the parser could make nothing of it";
	}
}

/* Parse, analyse and encode; job->result.failure says when there is nothing to analyse. */
static void work_on(struct job *job, struct dl_findings *findings, struct dl_buf *ir,
		    struct dl_buf *trace)
{
	struct dl_file_result *r = &job->result;
	struct dl_error err = {0};
	double begin = dl_scan_cpu();

	dl_pool_phase(job->worker, "parsing it");
	if (!job->self->frontend) {
		r->failure = job->self->start_error.message;
		return;
	}
	if (parse_well(job, &err) != DL_OK) {
		r->failure = dl_arena_strdup(job->arena, err.message);
		return;
	}
	r->used_pch = job->best_used_pch;
	if (!job->best.unit) {
		r->failure = clang_failure(job->best.clang_error);
		return;
	}
	describe_errors(job);
	dl_health_of_unit(r, job->arena, job->best.unit, job->self->scan->options.models);
	if (job->self->scan->options.keep_ir || job->self->scan->options.store)
		dl_ir_pack(job->best.unit, ir);
	r->parse_cpu = dl_scan_cpu() - begin;
	dl_pool_phase(job->worker, "analysing it");
	dl_fault_point("analyse", job->file->unit_path);
	if (!job->self->scan->options.parse_only)
		run_engine(job, findings, trace);
	r->engine_cpu = dl_scan_cpu() - begin - r->parse_cpu;
}

void dl_analyse_file(void *state, struct dl_pool_worker *worker, uint32_t index,
		     struct dl_buf *reply)
{
	struct analyst *self = state;
	struct job job = {
		.self = self,
		.file = dl_source_file_at(self->scan->source, index),
		.worker = worker,
		.arena = dl_arena_new(),
	};
	struct dl_findings findings = {.arena = job.arena};
	struct dl_buf encoded = {0}, ir = {0}, trace = {0};

	for (size_t i = 0; i < job.file->arg_count; i++)
		dl_vec_push(&job.args, job.file->args[i]);
	work_on(&job, &findings, &ir, &trace);
	dl_findings_encode(&findings, &encoded);
	job.result.findings = encoded.data;
	job.result.findings_len = encoded.len;
	job.result.ir = ir.data;
	job.result.ir_len = ir.len;
	job.result.trace = trace.data;
	job.result.max_rss = peak_memory();
	dl_file_result_encode(&job.result, reply);
	dl_unit_free(job.best.unit);
	dl_buf_free(&encoded);
	dl_buf_free(&ir);
	dl_buf_free(&trace);
	dl_vec_free(&job.args);
	dl_arena_free(job.arena);
}
