/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The types that the text form leaves out because they follow from the rest.
 * Printer and parser share these rules; docs/ir.md has them as a table.
 *
 * A result is either a type of the unit or lies in the caller's scratch space:
 * compare it with dl_type_equal(), keep it with dl_type_import().
 */
#ifndef DL_IR_DEFAULTS_H
#define DL_IR_DEFAULTS_H

#include "ir/ir.h"

struct dl_type_scratch {
	struct dl_type type;
	struct dl_type elem;
};

/* Of a value that is no temporary (a temporary has the type of its definition). */
const struct dl_type *dl_default_val_type(const struct dl_unit *unit, enum dl_val_kind kind,
					  struct dl_type_scratch *scratch);
/* Of a string literal as the base of a place. */
const struct dl_type *dl_default_str_type(const char *text, struct dl_type_scratch *scratch);
/* After DEREF or INDEX of a place of type @so_far (may be NULL). */
const struct dl_type *dl_default_step_type(enum dl_step_kind kind, const struct dl_type *so_far);
/* Of an instruction whose operands are complete; @vars are those of its function. */
const struct dl_type *dl_default_instr_type(const struct dl_unit *unit, const struct dl_var *vars,
					    const struct dl_instr *instr,
					    struct dl_type_scratch *scratch);
/* What a declared type gives as the base of `%7->field`: its pointee, else unknown. */
const struct dl_type *dl_default_pointee(const struct dl_type *type);

#endif
