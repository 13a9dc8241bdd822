/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `min(a, b)`: ways that meet hold one of two numbers each, and each way has found its own to be the smaller
 * (or the larger). What the variable holds behind them is known by name, in every function.
 */
#include <string.h>

#include "engine/state/state.h"

static const char least[] = "min", most[] = "max";

/* A number that means the same in later rounds; a small constant is a flag or a result. */
static bool is_plain(const struct dl_sym *v)
{
	return !v->has_phi && !v->has_result && v->kind != DL_SYM_UNKNOWN &&
	       (v->kind != DL_SYM_INT || v->num > 1 || v->num < -1);
}

static bool holds(const struct dl_state *st, struct dl_syms *syms, enum dl_bin op, const struct dl_sym *a,
		  const struct dl_sym *b)
{
	return dl_state_truth(st, dl_sym_bin(syms, op, a, b)) == 1;
}

static const struct dl_sym *choice(struct dl_syms *syms, const char *name, const struct dl_sym *a,
				   const struct dl_sym *b)
{
	const struct dl_sym *args[2] = { a->id < b->id ? a : b, a->id < b->id ? b : a };

	return dl_sym_call(syms, NULL, name, args, 2);
}

/* @sym is the choice @name; if @one is one of the two, the other one. */
static const struct dl_sym *other_of(const struct dl_sym *sym, const char *name, const struct dl_sym *one)
{
	if (sym->kind != DL_SYM_CALL || sym->site || sym->arg_count != 2 || strcmp(sym->str, name) != 0)
		return NULL;
	return sym->args[0] == one ? sym->args[1] : sym->args[1] == one ? sym->args[0] : NULL;
}

bool dl_sym_is_least_of(const struct dl_sym *sym, const struct dl_sym *one)
{
	return other_of(sym, least, one) != NULL;
}

const struct dl_sym *dl_state_choice(const struct dl_state *a, const struct dl_sym *mine, const struct dl_state *b,
				     const struct dl_sym *theirs, struct dl_syms *syms)
{
	static const struct {
		const char *name;
		enum dl_bin op;
	} all[] = { { least, DL_BIN_LE }, { most, DL_BIN_GE } };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const struct dl_sym *of_mine = other_of(mine, all[i].name, theirs);
		const struct dl_sym *of_theirs = other_of(theirs, all[i].name, mine);

		/* a third way has one of the two as well */
		if (of_mine && holds(b, syms, all[i].op, theirs, of_mine))
			return mine;
		if (of_theirs && holds(a, syms, all[i].op, mine, of_theirs))
			return theirs;
		if (is_plain(mine) && is_plain(theirs) && holds(a, syms, all[i].op, mine, theirs) &&
		    holds(b, syms, all[i].op, theirs, mine))
			return choice(syms, all[i].name, mine, theirs);
	}
	return NULL;
}
