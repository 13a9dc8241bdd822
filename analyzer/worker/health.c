/* SPDX-License-Identifier: Apache-2.0 */
/* See health.h. */
#include "worker/health.h"

#include "engine/engine.h"

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
