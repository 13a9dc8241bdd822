/* SPDX-License-Identifier: Apache-2.0 */
/* What the worker program tells becomes the scan's results. */
#include <string.h>

#include "report/wire.h"
#include "scan/internal.h"
#include "wire/start.h"

static enum dl_status damaged(const char *what, struct dl_error *err)
{
	return dl_fail(err, DL_ERR_CORRUPT, "the worker program sent a damaged message: %s", what);
}

enum dl_status dl_scan_check_hello(struct dl_hello_news *out, struct dl_arena *arena,
				   const struct dl_message *m, struct dl_error *err)
{
	enum dl_status status = dl_hello_decode(out, arena, m->data, m->len, err);

	if (status == DL_OK && strcmp(out->build, dl_build_id) != 0)
		return dl_fail(err, DL_ERR_VERSION,
			       "it is of another build (%s) than this dmalint (%s); install both "
			       "from one build",
			       out->build, dl_build_id);
	return status;
}

/* What is kept by file, for those that were added. */
static void grow(struct dl_scan *scan, size_t files)
{
	struct dl_file_result *results =
		DL_NEW_ARRAY(scan->arena, struct dl_file_result, files + 1);

	if (scan->file_count)
		memcpy(results, scan->results, scan->file_count * sizeof(*results));
	scan->results = results;
	scan->file_count = files;
	scan->progress.files = 0;
	for (size_t i = 0; i < files; i++)
		scan->progress.files += !dl_source_file_at(scan->source, i)->elsewhere;
}

static enum dl_status take_source(struct dl_scan *scan, const struct dl_message *m,
				  struct dl_error *err)
{
	struct dl_source_news news;
	enum dl_status status = dl_source_news_decode(&news, m->data, m->len, err);

	if (status == DL_OK)
		status = dl_source_decode(scan->source, news.source, news.source_len, err);
	if (status != DL_OK)
		return status;
	if (news.file_count < scan->file_count ||
	    news.file_count > dl_source_file_count(scan->source))
		return damaged("number of files", err);
	scan->models_hash = news.models_hash;
	scan->tree = news.tree;
	grow(scan, (size_t)news.file_count);
	scan->chosen = true;
	return DL_OK;
}

static enum dl_status take_progress(struct dl_scan *scan, const struct dl_message *m,
				    struct dl_error *err)
{
	static const char *const phases[] = {
		[DL_PHASE_CHOOSING] = "choosing files",
		[DL_PHASE_PCH] = "building the precompiled header",
		[DL_PHASE_PARSING] = "parsing",
		[DL_PHASE_ANALYSING] = "analysing",
	};
	struct dl_progress_news news;
	enum dl_status status = dl_progress_decode(&news, m->data, m->len, err);

	if (status != DL_OK)
		return status;
	scan->progress.phase = phases[news.phase];
	scan->progress.parsed = (size_t)news.parsed;
	dl_scan_tell_progress(scan);
	return DL_OK;
}

/* Room for a module at its place: they are told in the order of the workers' answers. */
static struct dl_scan_module *module_at(struct dl_scan *scan, size_t index)
{
	while (scan->modules.len <= index)
		dl_vec_push(&scan->modules,
			    ((struct dl_scan_module){.findings = {.arena = scan->arena}}));
	return &scan->modules.data[index];
}

static bool fits(const struct dl_scan *scan, const struct dl_module_news *news)
{
	/* a group of files each, and these again one by one */
	if (news->module >= 2 * scan->file_count)
		return false;
	for (uint32_t i = 0; i < news->file_count; i++)
		if (news->files[i] >= scan->file_count)
			return false;
	return true;
}

static enum dl_status take_module(struct dl_scan *scan, const struct dl_message *m,
				  struct dl_error *err)
{
	struct dl_module_news news;
	struct dl_scan_module *module;
	enum dl_status status = dl_module_news_decode(&news, scan->arena, m->data, m->len, err);

	if (status != DL_OK)
		return status;
	if (!fits(scan, &news))
		return damaged("number of a module", err);
	module = module_at(scan, news.module);
	module->name = news.name;
	module->files = news.files;
	module->file_count = news.file_count;
	module->result = news.result;
	module->result.findings = NULL;
	if (news.result.findings)
		status = dl_findings_decode(&module->findings, news.result.findings,
					    news.result.findings_len, err);
	scan->progress.findings += module->findings.len;
	return status;
}

static enum dl_status take_file(struct dl_scan *scan, const struct dl_message *m,
				struct dl_error *err)
{
	struct dl_file_news news;
	enum dl_status status = dl_file_news_decode(&news, scan->arena, m->data, m->len, err);
	struct dl_file_result *r;

	if (status != DL_OK)
		return status;
	if (news.file >= scan->file_count || scan->results[news.file].done)
		return damaged("number of a file", err);
	r = &scan->results[news.file];
	*r = news.result;
	if (r->ir) {
		void *copy = dl_xmalloc(r->ir_len + 1);

		r->ir = memcpy(copy, r->ir, r->ir_len);
	}
	scan->progress.done++;
	scan->progress.lost += r->lost;
	dl_keep_file(scan, news.file);
	return DL_OK;
}

static enum dl_status take_end(struct dl_scan *scan, const struct dl_message *m,
			       struct dl_error *err)
{
	struct dl_end_news news;
	enum dl_status status = dl_end_decode(&news, scan->arena, m->data, m->len, err);

	if (status != DL_OK)
		return status;
	if (news.config_count != dl_source_config_count(scan->source))
		return damaged("number of configurations", err);
	scan->pch_count = news.config_count;
	scan->pch_ready = news.pch_ready;
	scan->pch_trouble = news.pch_trouble;
	scan->totals.pch_cpu = news.pch_cpu;
	scan->ended = true;
	return DL_OK;
}

static enum dl_status take_failed(struct dl_scan *scan, const struct dl_message *m,
				  struct dl_error *err)
{
	struct dl_failed_news news;
	enum dl_status status = dl_failed_decode(&news, scan->arena, m->data, m->len, err);

	if (status != DL_OK)
		return status;
	scan->ended = scan->failed = true;
	return dl_fail(err, news.status ? (enum dl_status)news.status : DL_ERR_INTERNAL, "%s",
		       news.message);
}

enum dl_status dl_scan_receive(struct dl_scan *scan, const struct dl_message *m,
			       struct dl_error *err)
{
	switch (m->kind) {
	case DL_MESSAGE_SOURCE:
		return take_source(scan, m, err);
	case DL_MESSAGE_PROGRESS:
		return take_progress(scan, m, err);
	case DL_MESSAGE_MODULE:
		return take_module(scan, m, err);
	case DL_MESSAGE_FILE:
		return take_file(scan, m, err);
	case DL_MESSAGE_END:
		return take_end(scan, m, err);
	case DL_MESSAGE_FAILED:
		return take_failed(scan, m, err);
	default:
		return damaged("kind", err);
	}
}
