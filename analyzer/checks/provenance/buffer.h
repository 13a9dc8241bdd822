/* SPDX-License-Identifier: Apache-2.0 */
/* What memory a pointer points to, and whether it is fit for DMA. */
#ifndef DL_CHECKS_PROVENANCE_BUFFER_H
#define DL_CHECKS_PROVENANCE_BUFFER_H

#include "engine/path/path.h"
#include "report/confidence.h"

struct dl_buffer_info {
	enum dl_buffer_kind kind;
	struct dl_grounds grounds;
	struct dl_loc where;		/* declaration or allocation */
	const struct dl_func *where_func;
	const char *name;		/* variable or allocator, may be NULL */
	const struct dl_model *model;	/* allocator's, where the memory is of one */
};
struct dl_buffer_info dl_buffer_of(struct dl_explorer *ex, const struct dl_sym *pointer);
/* The same, with what the path has allocated, callees included. */
struct dl_buffer_info dl_buffer_in(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *pointer);
void dl_buffer_reaches_dma(struct dl_explorer *ex, struct dl_frame *frame,
			   const struct dl_instr *at, const struct dl_model *model,
			   const struct dl_sym *pointer, const struct dl_terms *terms);
/* With @terms->size, or the length stored beside the field that @at stores to, nothing is transferred. */
bool dl_transfer_is_empty(const struct dl_explorer *ex, const struct dl_state *state,
			  const struct dl_instr *at, const struct dl_model *model,
			  const struct dl_terms *terms);
/* kfree() and the like are given @pointer. */
void dl_buffer_is_freed(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
			const struct dl_model *model, const struct dl_sym *pointer);

/* promise.c: the unit asks whether memory that field @m of @record points to is fit for DMA, or makes some that is. */
bool dl_memory_is_asked_for(struct dl_analysis *an, const struct dl_record *record, const struct dl_model *m);
/* Some request of the unit may say that its memory, which @sink hands over, comes with a handle of its own. */
bool dl_brings_own_handle(struct dl_analysis *an, const struct dl_model *sink);

/*
 * carried.c: the driver itself does what the record of field @sink asks for, and calls nobody else for that. What it
 * puts there, it moves by itself.
 */
bool dl_is_carried_out(const struct dl_analysis *an, const struct dl_model *sink);

#endif
