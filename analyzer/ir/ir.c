/* SPDX-License-Identifier: Apache-2.0 */
/* What every user of the IR needs: lookup by name, names of operators, the end of a unit. */
#include "ir/ir.h"

#include <string.h>

void dl_unit_free(struct dl_unit *unit)
{
	struct dl_arena *arena;

	if (!unit)
		return;
	/* The unit itself may live in its arena: read what is needed before freeing. */
	arena = unit->arena;
	dl_interner_free(unit->names);
	dl_arena_free(arena);
}

const struct dl_func *dl_unit_find_func(const struct dl_unit *unit, const char *name)
{
	for (uint32_t i = 0; i < unit->func_count; i++) {
		if (strcmp(unit->funcs[i].name, name) == 0)
			return &unit->funcs[i];
	}
	return NULL;
}

const struct dl_global *dl_unit_find_global(const struct dl_unit *unit, const char *name)
{
	for (uint32_t i = 0; i < unit->global_count; i++) {
		if (strcmp(unit->globals[i].name, name) == 0)
			return &unit->globals[i];
	}
	return NULL;
}

const struct dl_step *dl_place_field(const struct dl_place *place)
{
	const struct dl_step *last = place && place->step_count ? &place->steps[place->step_count - 1] : NULL;

	return last && last->kind == DL_STEP_FIELD ? last : NULL;
}

const struct dl_step *dl_stored_field(const struct dl_instr *in)
{
	return in->op == DL_OP_STORE ? dl_place_field(in->place) : NULL;
}

bool dl_place_is_same(const struct dl_place *a, const struct dl_place *b)
{
	if (a->base != b->base || a->index != b->index || a->name != b->name || a->step_count != b->step_count)
		return false;
	for (uint32_t i = 0; i < a->step_count; i++)
		if (a->steps[i].kind != b->steps[i].kind || a->steps[i].kind == DL_STEP_INDEX ||
		    a->steps[i].record != b->steps[i].record || a->steps[i].field != b->steps[i].field)
			return false;
	return true;
}

const char *dl_bin_name(enum dl_bin op)
{
	static const char *const names[] = {
		[DL_BIN_ADD] = "+",  [DL_BIN_SUB] = "-",  [DL_BIN_MUL] = "*", [DL_BIN_DIV] = "/",
		[DL_BIN_REM] = "%",  [DL_BIN_AND] = "&",  [DL_BIN_OR] = "|",  [DL_BIN_XOR] = "^",
		[DL_BIN_SHL] = "<<", [DL_BIN_SHR] = ">>", [DL_BIN_EQ] = "==", [DL_BIN_NE] = "!=",
		[DL_BIN_LT] = "<",   [DL_BIN_LE] = "<=",  [DL_BIN_GT] = ">",  [DL_BIN_GE] = ">=",
	};

	return (unsigned int)op < sizeof(names) / sizeof(names[0]) ? names[op] : "?";
}

const char *dl_un_name(enum dl_un op)
{
	static const char *const names[] = {
		[DL_UN_NEG] = "-",
		[DL_UN_NOT] = "~",
		[DL_UN_LNOT] = "!",
	};

	return (unsigned int)op < sizeof(names) / sizeof(names[0]) ? names[op] : "?";
}

bool dl_op_has_args(enum dl_op op)
{
	return op == DL_OP_CALL || op == DL_OP_ASM || op == DL_OP_FENCE;
}

const char *dl_op_name(enum dl_op op)
{
	static const char *const names[] = {
		[DL_OP_LOAD] = "load", [DL_OP_STORE] = "store",
		[DL_OP_ADDR] = "addr", [DL_OP_ZERO] = "zero",
		[DL_OP_BIN] = "bin",   [DL_OP_UN] = "un",
		[DL_OP_CAST] = "cast", [DL_OP_CONTAINER] = "container_of",
		[DL_OP_CALL] = "call", [DL_OP_DECL] = "decl",
		[DL_OP_ASM] = "asm",   [DL_OP_FENCE] = "fence",
		[DL_OP_UNKNOWN] = "unknown",
	};

	return (unsigned int)op < sizeof(names) / sizeof(names[0]) ? names[op] : "?";
}
