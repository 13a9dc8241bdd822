/* SPDX-License-Identifier: Apache-2.0 */
/* The analysis of one unit, from the IR to findings. */
#include "engine/check.h"
#include "engine/engine.h"
#include "engine/path/summary.h"

#include <string.h>

static void count_health(struct dl_analysis *an)
{
	for (uint32_t i = 0; i < an->unit->func_count; i++) {
		const struct dl_func_info *info = &an->funcs[i];

		if (info->func->is_foreign)
			continue;
		an->stats->functions++;
		if (!info->is_dma)
			continue;
		an->stats->dma_functions++;
		an->stats->dma_functions_degraded += info->func->degradation_count > 0;
	}
}

static bool calls_what_matters(const struct dl_analysis *an, const struct dl_func_info *info)
{
	for (uint32_t c = 0; c < info->callee_count; c++) {
		const struct dl_func_info *callee = an->callees.data[info->first_callee + c];

		if (callee->progress == DL_EXPLORED && callee->summary && callee->summary->does_more)
			return true;
	}
	return false;
}

/*
 * Functions with an event of their own, then all that reach one through a summary: what only keeps its
 * arguments has none.
 */
static void explore_all(struct dl_analysis *an)
{
	bool more = true;

	for (uint32_t i = 0; i < an->unit->func_count; i++)
		if (an->funcs[i].direct)
			dl_summary_of(an, &an->funcs[i]);
	while (more) {
		more = false;
		for (uint32_t i = 0; i < an->unit->func_count; i++) {
			if (an->funcs[i].progress != DL_NOT_EXPLORED ||
			    !calls_what_matters(an, &an->funcs[i]))
				continue;
			dl_summary_of(an, &an->funcs[i]);
			more = true;
		}
	}
}

/* Each check's own memory of the unit, zero at the start, and what it asks of the interpreter. */
static void begin_checks(struct dl_analysis *an)
{
	an->apart = an->options->apart;
	for (size_t i = 0; i < dl_check_count; i++)
		an->apart |= dl_checks[i]->apart;
	for (size_t i = 0; i < dl_check_count; i++)
		an->kept[i] = dl_arena_zalloc(an->arena, dl_checks[i]->unit_size);
}

static void analysis_free(struct dl_analysis *an)
{
	DL_HOOKS(forget_unit, an);
	for (uint32_t i = 0; i < an->unit->func_count; i++) {
		dl_map_free(&an->funcs[i].releases);
		dl_map_free(&an->funcs[i].own_releases);
	}
	dl_lexicon_free(&an->lexicon);
	dl_map_free(&an->by_name);
	dl_map_free(&an->var_stores);
	dl_map_free(&an->tested_fields);
	for (size_t i = 0; i < an->field_writers.len; i++)
		dl_map_free(an->field_writers.entries[i].value);
	dl_map_free(&an->field_writers);
	dl_map_free(&an->checked_fields);
	dl_map_free(&an->sorted_memory);
	dl_map_free(&an->read_fields);
	dl_map_free(&an->released_fields);
	dl_map_free(&an->refreshed_fields);
	dl_map_free(&an->poisoned_fields);
	dl_map_free(&an->targets);
	dl_map_free(&an->models);
	dl_map_free(an->meanings);
	dl_map_free(&an->modelled);
	dl_map_free(&an->field_memory);
	dl_map_free(&an->lengths);
	dl_vec_free(&an->callees);
	dl_syms_free(an->syms);
	dl_arena_free(an->arena);
}

static void analysis_init(struct dl_analysis *an, const struct dl_unit *unit,
			  const struct dl_engine_options *options, struct dl_engine_stats *stats)
{
	memset(an, 0, sizeof(*an));
	an->unit = unit;
	an->options = options;
	an->platform = dl_models_platform(options->models);
	dl_lexicon_init(&an->lexicon, options->models, unit->names);
	an->stats = stats;
	an->arena = dl_arena_new();
	an->syms = dl_syms_new(an->arena);
	an->meanings = DL_NEW(an->arena, struct dl_map);
	begin_checks(an);
	dl_prescan(an);
	count_health(an);
}

enum dl_status dl_engine_run(const struct dl_unit *unit, const struct dl_engine_options *options,
			     struct dl_findings *out, struct dl_engine_stats *stats,
			     struct dl_error *err)
{
	struct dl_engine_stats unused = { 0 };
	struct dl_analysis an;

	if (!unit || !options || !options->models)
		return dl_fail(err, DL_ERR_INTERNAL, "the engine was given no unit or no models");
	analysis_init(&an, unit, options, stats ? stats : &unused);
	explore_all(&an);
	DL_HOOKS(explore_more, &an);
	DL_HOOKS(end, &an);
	DL_HOOKS(report, &an, out);
	analysis_free(&an);
	return DL_OK;
}

enum dl_status dl_engine_summaries(const struct dl_unit *unit,
				   const struct dl_engine_options *options, struct dl_buf *out,
				   struct dl_error *err)
{
	struct dl_engine_stats stats = { 0 };
	struct dl_analysis an;

	if (!unit || !options || !options->models)
		return dl_fail(err, DL_ERR_INTERNAL, "the engine was given no unit or no models");
	analysis_init(&an, unit, options, &stats);
	explore_all(&an);
	for (uint32_t i = 0; i < unit->func_count; i++)
		if (an.funcs[i].summary)
			dl_summary_print(an.funcs[i].summary, out);
	analysis_free(&an);
	return DL_OK;
}
