/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine: explores the functions of a unit that touch the DMA API and
 * reports what goes wrong on their paths. What it decides, and when it stays
 * quiet: docs/engine.md.
 */
#ifndef DL_ENGINE_ENGINE_H
#define DL_ENGINE_ENGINE_H

#include "base/buf.h"
#include "base/map.h"
#include "base/status.h"
#include "ir/ir.h"
#include "model/model.h"
#include "report/finding.h"

/* How a record of the unit can get into the hands of other modules, and what would end what it keeps. */
struct dl_shared {
	const char *record;
	struct dl_map callees;		/* given one, and not in the unit: name -> its text */
	struct dl_map functions;	/* of the unit, that take or return one */
	bool by_operation;		/* given to an operation that the unit has no function for */
	const char *const *ends;	/* functions that end what it keeps */
	size_t end_count;
};

/* What lies beyond the unit; asked only where a finding hangs on it. */
struct dl_beyond {
	void *ctx;
	/* Another module has the record, and may end what it keeps; or is not there to be asked. */
	bool (*may_end)(void *ctx, const struct dl_shared *shared);
	/* Of @names, functions out of sight: those of other modules that were not read keep their value, others get NULL. */
	void (*keep_unread)(void *ctx, struct dl_map *names);
};

/* Loads of places that the path has not written which may give another value each time. */
enum dl_apart {
	DL_APART_VOLATILE = 1,	/* READ_ONCE() and the like */
	DL_APART_DEVICE = 2,	/* of memory that was allocated for the device, or that is its own */
};

struct dl_engine_options {
	const struct dl_models *models;
	const char *const *rules;	/* ids to run; NULL: all that need no profile */
	size_t rule_count;
	bool is_whole;			/* the unit is all of its driver that can release something */
	bool names_no_release;		/* no file of the unit does, not even in what was lost or left out */
	const struct dl_beyond *beyond;	/* NULL: there are no other modules */
	bool is_narrow;			/* only 32-bit machines have what it drives: handles may have 32 bits */
	/* @arch has what the file @path of the unit drives; NULL: any may. */
	bool (*runs_on)(void *ctx, const char *path, const char *arch);
	void *runs_on_ctx;
	unsigned int apart;		/* loads to tell apart (enum dl_apart), beside those that checks ask for */
	/* The text of a file of the unit, for what findings quote; NULL: cannot be read. May be NULL itself. */
	const char *(*source)(void *ctx, const char *path, size_t *len);
	void *source_ctx;
	const char *trace_function;	/* print the states of its exploration into @trace */
	struct dl_buf *trace;
};

struct dl_engine_stats {
	uint64_t functions;		/* in the unit */
	uint64_t explored;
	uint64_t dma_functions;		/* call a modelled DMA function */
	uint64_t dma_functions_degraded;
	uint64_t steps;			/* block visits */
	uint64_t blurred_functions;	/* a budget dropped facts: claims of absence are off there */
	uint64_t cut_functions;		/* explorations ended by the hard budget */
};

/*
 * Analyse one unit. Findings are appended to @out (strings in its arena);
 * deterministic: depends on the unit, the models and the options alone.
 */
enum dl_status dl_engine_run(const struct dl_unit *unit, const struct dl_engine_options *options,
			     struct dl_findings *out, struct dl_engine_stats *stats,
			     struct dl_error *err);

/* A function of @unit calls a modelled DMA function: its health counts. */
bool dl_engine_is_dma_function(const struct dl_func *func, const struct dl_models *models);

/* Text of the summaries of a unit's explored functions, for tests and `dmalint ir --summaries`. */
enum dl_status dl_engine_summaries(const struct dl_unit *unit,
				   const struct dl_engine_options *options, struct dl_buf *out,
				   struct dl_error *err);

#endif
