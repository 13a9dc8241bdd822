/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One file in a worker: its best parse (parse.h), what that says of its health,
 * and its packed IR. Whatever happens is said in the result.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/vec.h"
#include "frontend/frontend.h"
#include "ir/pack.h"
#include "worker/fault.h"
#include "worker/health.h"
#include "worker/work.h"
#include "worker/links.h"
#include "worker/parse.h"
#include "worker/recall.h"

struct file_worker {
	const struct dl_work *scan;
	struct dl_frontend *frontend;
	struct dl_error start_error; /* why there is no frontend */
};

/* One file's way through here. */
struct job {
	struct file_worker *self;
	const struct dl_source_file *file;
	struct dl_pool_worker *worker;
	struct dl_arena *arena;
	struct dl_best_parse best;
	struct dl_parse_inputs inputs;
	struct dl_file_result result;
};

void *dl_file_start(void *arg)
{
	struct file_worker *self = dl_xcalloc(1, sizeof(*self));

	self->scan = dl_recall_leave(arg);
	dl_frontend_new(&self->frontend, &self->start_error);
	return self;
}

/* ---- from the unit to the result ---- */

static void describe_errors(struct job *job)
{
	const struct dl_unit *unit = job->best.result.unit;
	const struct dl_diag *d = unit->diag_count ? &unit->diags[0] : NULL;

	job->result.errors = job->best.result.error_count;
	if (d && d->loc.line && d->loc.file < unit->file_count)
		job->result.first_error =
			dl_arena_printf(job->arena, "%s:%u: %s", unit->files[d->loc.file].path,
					d->loc.line, d->text);
	else if (d)
		job->result.first_error = dl_arena_strdup(job->arena, d->text);
}

static const char *clang_failure(const struct job *job, int error)
{
	struct dl_buf reason = {0};
	const char *words = "the parser crashed on it";

	switch (error) {
	case 2:
		if (dl_pool_lacks_memory(job->worker, &reason))
			words = dl_arena_printf(job->arena, "%s while parsing it", dl_buf_str(&reason));
		dl_buf_free(&reason);
		return words;
	case 3:
		return "the parser refused its compiler flags";
	default:
		return "the parser could make nothing of it";
	}
}

/* Drop the calls that conditions of the preprocessor leave out. */
static void drop_skipped(struct job *job, struct dl_lost_calls *lost)
{
	struct dl_line_range *ranges;
	size_t count, kept = 0;

	if (dl_parse_skipped(job->self->frontend, job->self->scan, job->file, job->best.arch,
			     job->arena, &ranges, &count, NULL) != DL_OK)
		return;
	for (size_t i = 0; i < lost->len; i++) {
		bool skipped = false;

		for (size_t k = 0; k < count; k++)
			skipped |= ranges[k].first <= lost->data[i].line &&
				   lost->data[i].line <= ranges[k].last;
		if (!skipped)
			lost->data[kept++] = lost->data[i];
	}
	lost->len = kept;
}

/*
 * What the text says of DMA and the parser lost. Where nothing is wrong, a condition leaves code out;
 * that is as usual, unless it leaves out all that a file has of the DMA API.
 */
static void compare_with_text(struct job *job)
{
	struct dl_file_result *r = &job->result;
	const struct dl_request *options = &job->self->scan->request;
	struct dl_lost_calls lost = {0}, all;
	struct dl_buf text = {0};

	if (dl_overlay_read(&options->source.overlay, &text, job->file->path, DL_FILE_MAX, NULL) ==
	    DL_OK)
		dl_health_read_text(r, &lost, job->best.result.unit, job->self->scan->source,
				    &text);
	all = lost;
	if (lost.len && job->best.result.own_error_count) {
		drop_skipped(job, &lost);
		dl_health_add_lost(r, job->arena, &lost, "lost by the parser");
	}
	if (all.len && !lost.seen && !r->dma_functions) {
		all.len = all.len ? 1 : 0;
		dl_health_add_lost(r, job->arena, &all, "not compiled");
	}
	dl_vec_free(&lost);
	dl_buf_free(&text);
}

/* Parse and pack; job->result.failure says when there is nothing to analyse. */
static void work_on(struct job *job, struct dl_buf *ir)
{
	const struct dl_request *options = &job->self->scan->request;
	const struct dl_models *models = job->self->scan->models;
	struct dl_file_result *r = &job->result;
	struct dl_error err = {0};
	enum dl_status status;
	double begin = dl_clock_cpu();

	dl_pool_phase(job->worker, "parsing it");
	dl_fault_point("parse", job->file->unit_path);
	if (!job->self->frontend) {
		r->failure = job->self->start_error.message;
		return;
	}
	status = dl_parse_best(&job->best, &job->inputs, job->self->frontend, job->self->scan,
			       job->file, job->worker, job->arena, &err);
	r->parses = job->best.parses;
	if (status != DL_OK) {
		r->failure = dl_arena_strdup(job->arena, err.message);
		return;
	}
	r->used_pch = job->best.used_pch;
	r->arch = job->best.arch;
	if (!job->best.result.unit) {
		r->failure = clang_failure(job, job->best.result.clang_error);
		return;
	}
	describe_errors(job);
	if (!options->parse_only)
		dl_links_of_unit(&r->links, job->arena, job->best.result.unit, models);
	dl_health_of_unit(r, job->arena, job->best.result.unit, models);
	compare_with_text(job);
	if (!options->parse_only || options->want_ir)
		dl_ir_pack(job->best.result.unit, ir);
	r->parse_cpu = dl_clock_cpu() - begin;
}

void dl_file_work(void *state, struct dl_pool_worker *worker, uint32_t index, struct dl_buf *reply)
{
	struct file_worker *self = state;
	struct job job = {
		.self = self,
		.file = dl_source_file_at(self->scan->source, self->scan->jobs.data[index]),
		.worker = worker,
		.arena = dl_arena_new(),
	};
	struct dl_buf ir = {0};

	work_on(&job, &ir);
	job.result.ir = ir.data;
	job.result.ir_len = ir.len;
	job.result.inputs.names = job.inputs.files.strings;
	job.result.inputs.count = (uint32_t)job.inputs.files.len;
	job.result.searched = job.inputs.searched;
	job.result.max_rss = dl_work_peak_memory();
	dl_file_result_encode(&job.result, reply);
	dl_unit_free(job.best.result.unit);
	dl_buf_free(&ir);
	dl_map_free(&job.inputs.files);
	dl_arena_free(job.arena);
}
