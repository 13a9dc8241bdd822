/* SPDX-License-Identifier: Apache-2.0 */
/* See health.h. */
#include "worker/health.h"

#include <string.h>

#include "base/file.h"
#include "base/vec.h"
#include "engine/engine.h"
#include "source/text.h"

void dl_health_of_unit(struct dl_file_result *out, struct dl_arena *arena,
		       const struct dl_unit *unit, const struct dl_models *models)
{
	out->functions = unit->func_count;
	out->degraded = DL_NEW_ARRAY(arena, struct dl_degraded, unit->func_count + 1);
	for (uint32_t i = 0; i < unit->func_count; i++) {
		const struct dl_func *f = &unit->funcs[i];
		bool is_dma = dl_engine_is_dma_function(f, models);

		out->dma_functions += is_dma;
		if (!f->degradation_count)
			continue;
		out->dma_degraded += is_dma;
		out->degraded[out->degraded_count++] = (struct dl_degraded){
			.function = f->name,
			.reason = f->degradations[0].reason,
			.detail = f->degradations[0].detail,
			.line = f->degradations[0].loc.line,
			.is_dma = is_dma,
		};
	}
}

uint32_t dl_health_dma_degraded(const struct dl_unit *unit, const struct dl_models *models)
{
	uint32_t count = 0;

	for (uint32_t i = 0; unit && i < unit->func_count; i++)
		count += unit->funcs[i].degradation_count &&
			 dl_engine_is_dma_function(&unit->funcs[i], models);
	return count;
}

/* ---- what the text says ---- */

/* The function of the main file that line @line lies in. */
static const struct dl_func *function_at(const struct dl_unit *unit, uint32_t line)
{
	for (uint32_t i = 0; i < unit->func_count; i++) {
		const struct dl_func *f = &unit->funcs[i];

		if (unit->files[f->loc.file].is_main && f->loc.line <= line && line <= f->end.line)
			return f;
	}
	return NULL;
}

static bool has_functions(const struct dl_unit *unit)
{
	for (uint32_t i = 0; i < unit->func_count; i++)
		if (unit->files[unit->funcs[i].loc.file].is_main)
			return true;
	return false;
}

/* Its call lies in the statement that is broken: it uses the DMA API although nothing shows it. */
static void add_broken(struct dl_file_result *r, const struct dl_func *f)
{
	for (uint32_t i = 0; i < r->degraded_count; i++) {
		struct dl_degraded *d = &r->degraded[i];

		if (d->function != f->name || d->is_dma)
			continue;
		d->is_dma = true;
		r->dma_functions++;
		r->dma_degraded++;
		return;
	}
}

/* Calls that lie in no function: one of each function that the text shows. */
static void keep_lost(struct dl_lost_calls *lost, const struct dl_text_call *call)
{
	for (size_t i = 0; i < lost->len; i++)
		if (lost->data[i].function == call->function)
			return;
	dl_vec_push(lost, *call);
}

void dl_health_read_text(struct dl_file_result *r, struct dl_lost_calls *lost,
			 const struct dl_unit *unit, const struct dl_source *source,
			 const struct dl_buf *text)
{
	const char *p = dl_buf_str(text);
	const char *end = p + text->len;
	bool whole = has_functions(unit);
	struct dl_text_call call = {0};

	while (dl_source_next_call(source, &call, &p, end)) {
		const struct dl_func *f = function_at(unit, call.line);

		if (f && f->degradation_count)
			add_broken(r, f);
		else if (f)
			lost->seen = true;
		else if (call.function || !whole)
			keep_lost(lost, &call);
	}
	lost->seen |= r->dma_functions > 0;
}

void dl_health_add_lost(struct dl_file_result *r, struct dl_arena *arena,
			const struct dl_lost_calls *lost, const char *reason)
{
	struct dl_degraded *list =
		DL_NEW_ARRAY(arena, struct dl_degraded, r->degraded_count + lost->len + 1);

	if (r->degraded_count)
		memcpy(list, r->degraded, r->degraded_count * sizeof(*list));
	r->degraded = list;
	for (size_t i = 0; i < lost->len; i++) {
		const struct dl_text_call *call = &lost->data[i];

		r->functions++;
		r->dma_functions++;
		r->dma_degraded++;
		list[r->degraded_count++] = (struct dl_degraded){
			.function = call->function ? dl_arena_strndup(arena, call->function,
								      call->function_len)
						   : call->name,
			.reason = reason,
			.line = call->line,
			.is_dma = true,
		};
	}
}
