/* SPDX-License-Identifier: Apache-2.0 */
/* The best parse that can be had of a file; in a worker. */
#ifndef DL_WORKER_PARSE_H
#define DL_WORKER_PARSE_H

#include "base/map.h"
#include "frontend/frontend.h"
#include "worker/pool.h"
#include "source/source.h"

struct dl_work;

struct dl_best_parse {
	struct dl_parse_result result; /* ->unit is the caller's; NULL when there is none */
	const char *arch;	       /* that it was parsed for */
	uint32_t dma_degraded;	       /* functions that use the DMA API and are damaged */
	bool used_pch;
	uint32_t parses; /* how often the file was parsed */
};

/* What all of its parses have looked at. */
struct dl_parse_inputs {
	struct dl_map files; /* absolute paths; the caller's to free */
	bool searched;	     /* a header was searched for in all of the tree */
};

/* @out and @inputs begin as zeros; what they say is filled as far as it got. Texts live in @arena. */
enum dl_status dl_parse_best(struct dl_best_parse *out, struct dl_parse_inputs *inputs,
			     struct dl_frontend *frontend, const struct dl_work *scan,
			     const struct dl_source_file *file, struct dl_pool_worker *worker,
			     struct dl_arena *arena, struct dl_error *err);

/* Lines that conditions of the preprocessor leave out of the file, parsed once more for @arch. */
enum dl_status dl_parse_skipped(struct dl_frontend *frontend, const struct dl_work *scan,
				const struct dl_source_file *file, const char *arch,
				struct dl_arena *arena, struct dl_line_range **out, size_t *count,
				struct dl_error *err);

#endif
