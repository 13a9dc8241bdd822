/* SPDX-License-Identifier: Apache-2.0 */
/* One function being read without being explored: prescan.c, and inherit.c for what comes from its callees. */
#ifndef DL_ENGINE_PROGRAM_PRESCAN_H
#define DL_ENGINE_PROGRAM_PRESCAN_H

#include "engine/program/program.h"

struct dl_scanned {
	struct dl_analysis *an;
	struct dl_func_info *info;
	const struct dl_func *func;
	const struct dl_instr *const *defs;	/* see dl_defs_of() */
	struct dl_map checked;		/* fields that the function gives to a check */
};

/* Fill in the definitions of @s->func's temporaries. */
void dl_scanned_begin(struct dl_scanned *s);
/* Add every field (and field behind a local variable) that @val is computed from. */
void dl_scanned_fields(struct dl_scanned *s, const struct dl_val *val, struct dl_map *out);
/* Parameters among the variables that @keys mark. */
uint64_t dl_scanned_params(const struct dl_scanned *s, const struct dl_map *keys);

/* var_stores.c: the stores to the variable @var, in order. */
const struct dl_instr *const *dl_var_stores(struct dl_analysis *an, const struct dl_func *func, uint32_t var,
					    uint32_t *count);

/* inherit.c: what functions have through their callees. After all of them were scanned. */
void dl_inherit(struct dl_analysis *an);

#endif
