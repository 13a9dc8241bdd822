/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One module in a worker: its files' packed IR, which the coordinator has put
 * where workers can read it, linked and analysed.
 */
#include <string.h>
#include <sys/resource.h>

#include "engine/engine.h"
#include "ir/link.h"
#include "report/wire.h"
#include "worker/fault.h"
#include "worker/work.h"

uint64_t dl_work_peak_memory(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (uint64_t)usage.ru_maxrss * 1024;
}

static enum dl_status link_files(struct dl_unit **unit, const struct dl_work *scan,
				 const struct dl_work_module *m, struct dl_work_asked *asked,
				 struct dl_error *err)
{
	struct dl_linker *linker = dl_linker_new(m->name);
	enum dl_status status = DL_OK;

	for (uint32_t i = 0; i < m->file_count && status == DL_OK; i++) {
		size_t len;
		void *ir;

		dl_fault_point("analyse", dl_source_file_at(scan->source, m->files[i])->unit_path);
		status = dl_shelf_get(&scan->shelf, m->files[i], &ir, &len, err);
		if (status == DL_OK) {
			status = dl_linker_add(linker, ir, len, err);
			dl_free(ir);
		}
	}
	if (status == DL_OK && !m->is_alone)
		status = dl_work_link_neighbours(linker, scan, m, asked, err);
	*unit = dl_linker_finish(linker);
	return status;
}

/* Of what lies in a header, or was linked from elsewhere, nothing is known. */
static bool runs_on(void *data, const char *path, const char *arch)
{
	const struct dl_work_beyond *ctx = data;

	for (uint32_t i = 0; i < ctx->module->file_count; i++) {
		const struct dl_source_file *f = dl_source_file_at(ctx->scan->source, ctx->module->files[i]);

		if (!strcmp(f->unit_path, path))
			return dl_source_has_arch(f->runs_on, arch);
	}
	return true;
}

static enum dl_status run_engine(const struct dl_work *scan, const struct dl_work_module *m,
				 const struct dl_unit *unit, struct dl_module_result *r, struct dl_findings *findings,
				 struct dl_work_asked *asked, struct dl_buf *trace, struct dl_error *err)
{
	const struct dl_request *options = &scan->request;
	struct dl_work_beyond ctx = {scan, m, asked};
	struct dl_beyond beyond;
	struct dl_engine_options opt = {
		.models = scan->models,
		.trace_function = options->trace_function,
		.trace = options->trace_function ? trace : NULL,
		.rules = options->rules,
		.rule_count = options->rule_count,
		.is_whole = m->is_whole,
		.names_no_release = !m->unmaps,
		.is_narrow = m->is_narrow,
		.runs_on = runs_on,
		.runs_on_ctx = &ctx,
		.beyond = &beyond,
	};
	struct dl_texts texts = {
		.root = dl_source_root(scan->source),
		.overlay = &scan->request.source.overlay,
	};
	struct dl_engine_stats stats = {0};
	enum dl_status status;

	dl_work_look_beyond(&beyond, &ctx);
	opt.source = dl_texts_get;
	opt.source_ctx = &texts;
	status = dl_engine_run(unit, &opt, findings, &stats, err);
	dl_texts_free(&texts);
	r->explored = stats.explored;
	r->blurred = stats.blurred_functions;
	r->cut = stats.cut_functions;
	r->steps = stats.steps;
	return status;
}

static void say_asked(struct dl_module_result *r, const struct dl_work_asked *asked, struct dl_arena *arena)
{
	uint64_t *names = DL_NEW_ARRAY(arena, uint64_t, asked->names.len + 1);

	for (size_t i = 0; i < asked->names.len; i++)
		names[i] = asked->names.entries[i].key;
	r->asked = names;
	r->asked_count = (uint32_t)asked->names.len;
	r->texts.names = asked->reads.texts.strings;
	r->texts.count = (uint32_t)asked->reads.texts.len;
	r->asked_scope = asked->reads.scope;
	r->asked_records.names = asked->records.strings;
	r->asked_records.count = (uint32_t)asked->records.len;
	r->lacks_code = asked->lacks_code;
}

void dl_module_work(void *state, struct dl_pool_worker *worker, uint32_t job, struct dl_buf *reply)
{
	const struct dl_work *scan = state;
	const struct dl_work_module *m = &scan->modules.data[scan->jobs.data[job]];
	struct dl_module_result r = {0};
	struct dl_findings findings = {.arena = dl_arena_new()};
	struct dl_work_asked asked = {0};
	struct dl_buf encoded = {0}, trace = {0};
	struct dl_error err = {0};
	struct dl_unit *unit;
	double begin = dl_clock_cpu();

	dl_pool_phase(worker, "analysing it");
	if (link_files(&unit, scan, m, &asked, &err) != DL_OK ||
	    run_engine(scan, m, unit, &r, &findings, &asked, &trace, &err) != DL_OK)
		r.failure = err.message;
	dl_drop_outside(scan, m, &asked, &findings);
	if (!r.failure && asked.trouble.status != DL_OK) {
		r.failure = asked.trouble.message;
		findings.len = 0; /* some would not be there with the code */
	}
	dl_findings_encode(&findings, &encoded);
	r.findings = encoded.data;
	r.findings_len = encoded.len;
	r.trace = trace.data;
	say_asked(&r, &asked, findings.arena);
	r.cpu = dl_clock_cpu() - begin;
	r.max_rss = dl_work_peak_memory();
	dl_module_result_encode(&r, reply);
	dl_unit_free(unit);
	dl_buf_free(&encoded);
	dl_buf_free(&trace);
	dl_map_free(&asked.names);
	dl_map_free(&asked.reads.texts);
	dl_map_free(&asked.records);
	dl_arena_free(findings.arena);
}
