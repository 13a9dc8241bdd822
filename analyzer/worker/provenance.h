/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the values of a function come from, as far as a look at each instruction, in the order of
 * the blocks, can tell: from a DMA handle, from a parameter. Generous, and cheap: it chooses what
 * to parse and no finding rests on it (engine/flow.h follows handles for a finding).
 */
#ifndef DL_WORKER_PROVENANCE_H
#define DL_WORKER_PROVENANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "ir/ir.h"
#include "model/lexicon.h"

#define DL_PROVENANCE_HANDLE     (1u << 31)
#define DL_PROVENANCE_PARAMS     31 /* of a function are followed */
#define DL_PROVENANCE_ALL_PARAMS (DL_PROVENANCE_HANDLE - 1)

/* By temporary and by variable: bit k for parameter k, DL_PROVENANCE_HANDLE. */
struct dl_provenance {
	const struct dl_lexicon *lexicon;
	uint32_t *temps;
	uint32_t *vars;
};

void dl_provenance_begin(struct dl_provenance *values, const struct dl_lexicon *lexicon,
			 const struct dl_func *func);
void dl_provenance_end(struct dl_provenance *values);
/* Take the function's next instruction. */
void dl_provenance_step(struct dl_provenance *values, const struct dl_instr *in);
uint32_t dl_provenance_of(const struct dl_provenance *values, const struct dl_val *val);

/* The type of DMA handles. */
bool dl_type_is_handle(const struct dl_lexicon *lexicon, const struct dl_type *type);

#endif
