/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The best parse that can be had of a file, in a worker. The parse is tried
 * with the precompiled header; with further -I folders while headers are
 * missing; and without the precompiled header when errors are left that it can
 * be the cause of. While functions that use the DMA API are damaged, the same
 * is done for the other architectures that the driver may be for.
 */
#include "worker/parse.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/vec.h"
#include "worker/health.h"
#include "worker/work.h"

#define MAX_ROUNDS	    3 /* parses again after a missing header was found */
#define MAX_DIRS_PER_HEADER 3

/* One file's way through here. */
struct attempt {
	const struct dl_work *scan;
	struct dl_frontend *frontend;
	const struct dl_source_file *file;
	struct dl_pool_worker *worker;
	struct dl_arena *arena;
	DL_VEC(const char *) args; /* the file's flags and the -I folders found for it */
	struct dl_best_parse *best;
	struct dl_parse_inputs *inputs;
};

static bool is_better(const struct dl_parse_result *a, const struct dl_parse_result *b)
{
	if (!a->unit || !b->unit)
		return a->unit && !b->unit;
	if (a->own_error_count != b->own_error_count)
		return a->own_error_count < b->own_error_count;
	return a->error_count < b->error_count;
}

/* What it does with a handle is worth knowing, though it may call nothing of the DMA API. */
static bool names_dma(const void *work, const char *text, size_t size)
{
	const struct dl_work *scan = work;

	return dl_models_handle_in(scan->models, text, size) || dl_source_names_dma(scan->source, text, size);
}

static struct dl_parse_request request_of(const struct attempt *a, bool use_pch)
{
	const struct dl_source_file *f = a->file;
	const struct dl_source_config *c = f->config;

	return (struct dl_parse_request){
		.path = f->path,
		.root = dl_source_root(a->scan->source),
		.unit_path = f->unit_path,
		.arch = c->arch,
		.directory = f->directory,
		.args = a->args.data,
		.arg_count = a->args.len,
		.pch = use_pch ? c->pch_path : NULL,
		.overlay = &a->scan->request.source.overlay,
		.core_prefixes = c->core_prefixes,
		.core_prefix_count = c->core_prefix_count,
		.tells = names_dma,
		.tells_ctx = a->scan,
	};
}

/* Headers that were generated have a hash of what is in them in their names. */
static void note_inputs(struct attempt *a, const struct dl_parse_result *result)
{
	const char *generated = dl_source_headers_dir(a->scan->source);

	for (size_t i = 0; i < result->input_count; i++)
		if (!dl_path_below(generated, result->inputs[i]))
			dl_map_put_str(&a->inputs->files, result->inputs[i], a);
}

/* Parse once more and keep the result if it is the best so far. */
static enum dl_status parse(struct attempt *a, bool use_pch, struct dl_error *err)
{
	const struct dl_parse_request req = request_of(a, use_pch);
	struct dl_parse_result result = {0};
	enum dl_status status;

	a->best->parses++;
	status = dl_frontend_parse(a->frontend, &req, &result, err);
	if (status != DL_OK)
		return status;
	note_inputs(a, &result);
	/* libclang has caught a crash of its own: it is not to be used again. */
	if (result.clang_error == 2)
		dl_pool_retire(a->worker);
	if (a->best->parses == 1 || is_better(&result, &a->best->result)) {
		dl_unit_free(a->best->result.unit);
		a->best->result = result;
		a->best->used_pch = use_pch && !result.without_pch;
	} else {
		dl_unit_free(result.unit);
	}
	return DL_OK;
}

static bool has_arg(const struct attempt *a, const char *arg)
{
	for (size_t i = 0; i < a->args.len; i++)
		if (strcmp(a->args.data[i], arg) == 0)
			return true;
	return false;
}

/* Flags that lead to the headers which the last parse missed; false when there are none to be had.
 */
static bool add_folders(struct attempt *a)
{
	const char *dirs[MAX_DIRS_PER_HEADER];
	bool added = false;

	a->inputs->searched = true;
	for (size_t i = 0; i < a->best->result.missing_count; i++) {
		const char *missing = a->best->result.missing[i];
		size_t n = dl_source_find_header(a->scan->source, a->file, missing, dirs,
						 MAX_DIRS_PER_HEADER);

		for (size_t k = 0; k < n; k++) {
			const char *flag = dl_arena_printf(a->arena, "-I%s", dirs[k]);

			if (has_arg(a, flag))
				continue;
			dl_vec_push(&a->args, flag);
			added = true;
		}
	}
	return added;
}

static bool is_undeclared(const struct dl_parse_result *r, const char *name)
{
	for (size_t i = 0; i < r->undeclared_count; i++)
		if (!strcmp(r->undeclared[i], name))
			return true;
	return false;
}

/* The text that declares what the file names and its kernel does not have. */
static void collect_declarations(struct dl_buf *out, const struct attempt *a)
{
	const struct dl_map *known = dl_models_declarations(a->scan->models);
	struct dl_buf text = {0};

	if (dl_overlay_read(&a->scan->request.source.overlay, &text, a->file->path, DL_FILE_MAX, NULL) !=
	    DL_OK)
		dl_buf_clear(&text);
	for (size_t i = 0; i < known->len; i++) {
		const char *name = known->strings[i];
		const char *declaration = known->entries[i].value;

		if (is_undeclared(&a->best->result, name) ||
		    (!strncmp(declaration, "#define ", 8) &&
		     dl_source_mentions(dl_buf_str(&text), text.len, name)))
			dl_buf_printf(out, "%s\n", declaration);
	}
	dl_buf_free(&text);
}

/* A driver for another kernel than these headers are of: a flag that declares names which these lack;
 * false when there are none. */
static bool add_declarations(struct attempt *a)
{
	struct dl_buf text = {0};
	const char *path = NULL;
	uint64_t hash;

	collect_declarations(&text, a);
	if (text.len) {
		hash = dl_hash_final(dl_hash_bytes(DL_HASH_SEED, text.data, text.len));
		path = dl_arena_printf(a->arena, "%s/declared-%016llx.h",
				       dl_source_headers_dir(a->scan->source), (unsigned long long)hash);
		path = dl_path_normal(a->arena, path);
		if (dl_file_write(path, text.data, text.len, NULL) == DL_OK)
			path = dl_path_real(a->arena, path);
		else
			path = NULL;
	}
	dl_buf_free(&text);
	if (path)
		dl_vec_push(&a->args, dl_arena_printf(a->arena, "--include=%s", path));
	return path != NULL;
}

/* A kernel's own drivers were tried with the list of headers; elsewhere a driver's copy of one may have its guard. */
static bool pch_may_harm(const struct attempt *a)
{
	const struct dl_parse_result *r = &a->best->result;

	return !r->unit || r->pch_may_harm ||
	       (a->file->config->mode == DL_MODE_HEADERS && r->own_error_count);
}

static enum dl_status parse_well(struct attempt *a, struct dl_error *err)
{
	const struct dl_work *scan = a->scan;
	const struct dl_source_config *c = a->file->config;
	bool use_pch = a->file->use_pch && scan->pch_ready[dl_work_config_of(scan, a->file)];
	enum dl_status status;

	if (use_pch && c->pch_is_known)
		dl_frontend_trust_pch(a->frontend, c->pch_path, c->base_args, c->base_arg_count);
	status = parse(a, use_pch, err);
	for (int round = 0; status == DL_OK && round < MAX_ROUNDS && a->best->result.missing_count;
	     round++) {
		if (!add_folders(a))
			break;
		status = parse(a, use_pch, err);
	}
	if (status == DL_OK && a->best->result.own_error_count && add_declarations(a))
		status = parse(a, use_pch, err);
	if (status == DL_OK && use_pch && pch_may_harm(a))
		status = parse(a, false, err);
	return status;
}

/* All that can be done for one architecture. */
static enum dl_status parse_for(struct dl_best_parse *out, const struct attempt *base,
				const struct dl_source_file *file, struct dl_error *err)
{
	struct attempt a = *base;
	enum dl_status status;

	a.file = file;
	a.best = out;
	for (size_t i = 0; i < file->arg_count; i++)
		dl_vec_push(&a.args, file->args[i]);
	status = parse_well(&a, err);
	dl_vec_free(&a.args);
	out->arch = file->config->arch;
	out->dma_degraded = dl_health_dma_degraded(out->result.unit, a.scan->models);
	return status;
}

/* Fewer damaged DMA functions; on a tie what was there before stays. */
static bool is_healthier(const struct dl_best_parse *a, const struct dl_best_parse *b)
{
	if (!a->result.unit || !b->result.unit)
		return a->result.unit && !b->result.unit;
	return a->dma_degraded < b->dma_degraded;
}

/* Parse for the next architecture and keep the healthier one. A configuration that cannot be made
 * costs nothing but this try. */
static void try_next(struct dl_best_parse *best, const struct attempt *base, const char *arch)
{
	struct dl_best_parse other = {0};
	const struct dl_source_file *file;
	struct dl_error err = {0};

	if (dl_source_for_arch(&file, base->scan->source, base->file, arch, &err) != DL_OK)
		return;
	if (parse_for(&other, base, file, &err) != DL_OK)
		other.result.unit = NULL;
	other.parses += best->parses;
	if (is_healthier(&other, best)) {
		dl_unit_free(best->result.unit);
		*best = other;
	} else {
		dl_unit_free(other.result.unit);
		best->parses = other.parses;
	}
}

enum dl_status dl_parse_skipped(struct dl_frontend *frontend, const struct dl_work *scan,
				const struct dl_source_file *file, const char *arch,
				struct dl_arena *arena, struct dl_line_range **out, size_t *count,
				struct dl_error *err)
{
	struct attempt a = {.scan = scan, .frontend = frontend, .file = file, .arena = arena};
	struct dl_parse_request req;
	enum dl_status status = DL_OK;

	if (strcmp(arch, file->config->arch) != 0)
		status = dl_source_for_arch(&a.file, scan->source, file, arch, err);
	if (status != DL_OK)
		return status;
	for (size_t i = 0; i < a.file->arg_count; i++)
		dl_vec_push(&a.args, a.file->args[i]);
	req = request_of(&a, false);
	status = dl_frontend_skipped(frontend, &req, arena, out, count, err);
	dl_vec_free(&a.args);
	return status;
}

/* What the flags for other architectures were made of. */
static void add_makefiles(const struct attempt *a)
{
	static const char *const names[] = {"Makefile", "Kbuild"};
	const char *root = a->file->config->root;
	const char *dir = dl_path_dir(a->arena, a->file->path);

	for (; dl_path_below(root, dir); dir = dl_path_dir(a->arena, dir)) {
		for (size_t i = 0; i < 2; i++) {
			const char *path = dl_path_join(a->arena, dir, names[i]);

			if (dl_path_is_file(path))
				dl_map_put_str(&a->inputs->files, path, a->inputs);
		}
		if (!strcmp(dir, root))
			break;
	}
}

enum dl_status dl_parse_best(struct dl_best_parse *out, struct dl_parse_inputs *inputs,
			     struct dl_frontend *frontend, const struct dl_work *scan,
			     const struct dl_source_file *file, struct dl_pool_worker *worker,
			     struct dl_arena *arena, struct dl_error *err)
{
	struct attempt base = {
		.scan = scan,
		.frontend = frontend,
		.file = file,
		.worker = worker,
		.arena = arena,
		.inputs = inputs,
	};
	enum dl_status status = parse_for(out, &base, file, err);

	if (status != DL_OK)
		return status;
	if (file->arches[1] && (!out->result.unit || out->dma_degraded))
		add_makefiles(&base);
	for (size_t i = 1; file->arches[i] && (!out->result.unit || out->dma_degraded); i++)
		try_next(out, &base, file->arches[i]);
	return DL_OK;
}
