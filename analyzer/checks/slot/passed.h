/* SPDX-License-Identifier: Apache-2.0 */
/* Stores that a helper does for its callers (passed.c). */
#ifndef DL_CHECKS_PASSED_H
#define DL_CHECKS_PASSED_H

#include "engine/path/path.h"

/* @value goes into the field at @loc; true: it is a parameter's, and the callers answer for it. */
bool dl_passed_note(struct dl_explorer *ex, const struct dl_sym *loc, const struct dl_sym *value);
/* @term (a size, a direction) hangs on parameters of the explored function, all of whose callers are in sight. */
bool dl_passed_term(const struct dl_explorer *ex, const struct dl_sym *term);
/* The summary of @func was applied at each of its calls. */
bool dl_passed_everywhere(struct dl_analysis *an, const struct dl_func *func);
/* @call does @store of its callee's, which is a store of @value to @loc here. */
void dl_passed_store(struct dl_explorer *ex, const struct dl_state *state,
		     const struct dl_instr *call, struct dl_func_info *callee,
		     const struct dl_binding *store, const struct dl_sym *loc,
		     const struct dl_sym *value);
/* The callee's summary was applied at @call. */
void dl_passed_applied(struct dl_analysis *an, const struct dl_instr *call);
/* After all explorations, before slots are judged. */
void dl_passed_judge(struct dl_analysis *an);

#endif
