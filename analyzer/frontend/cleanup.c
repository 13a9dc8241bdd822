/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cleanup attribute: __free(kfree), guard(mutex)(&lock), scoped_guard().
 * libclang shows the attribute without the function's name; the pretty-printed
 * declaration has it, also when macros pasted it together.
 */
#include <string.h>

#include "frontend/lower.h"

static const char *cleanup_function(struct dl_lower *lw, CXCursor var)
{
	CXString text;
	const char *found = NULL, *p;

	if (!clang_Cursor_hasAttrs(var))
		return NULL;
	text = clang_getCursorPrettyPrinted(var, NULL);
	p = clang_getCString(text);
	p = p ? strstr(p, "cleanup(") : NULL;
	if (p) {
		p += strlen("cleanup(");
		found = dl_intern_n(lw->fb.unit->names, p, strcspn(p, ")"));
	}
	clang_disposeString(text);
	return found;
}

void dl_fe_cleanup_declare(struct dl_lower *lw, CXCursor var, uint32_t index)
{
	const char *callee = cleanup_function(lw, var);
	struct dl_cleanup *cleanup;

	if (!callee)
		return;
	cleanup = DL_NEW(lw->t->scratch, struct dl_cleanup);
	cleanup->callee = callee;
	cleanup->var = index;
	cleanup->loc = dl_fe_loc_of(lw->t, var);
	cleanup->outer = lw->cleanups;
	lw->cleanups = cleanup;
}

void dl_fe_cleanup_emit(struct dl_lower *lw, const struct dl_cleanup *from,
			const struct dl_cleanup *until)
{
	for (; from && from != until; from = from->outer) {
		struct dl_place *place = dl_fe_place_of_var(lw, from->var);
		struct dl_instr call = {.op = DL_OP_CALL, .dst = DL_NO_TEMP, .loc = from->loc};

		call.type = dl_type_void(lw->t->ub.types);
		call.callee = from->callee;
		call.arg_count = 1;
		call.args = DL_NEW(lw->fb.unit->arena, struct dl_val);
		call.args[0] = dl_fe_emit_addr(lw, place, dl_type_ptr(lw->t->ub.types, place->type),
					       from->loc);
		dl_fe_emit(lw, &call);
	}
}

static unsigned int chain_length(const struct dl_cleanup *c)
{
	unsigned int n = 0;

	for (; c; c = c->outer)
		n++;
	return n;
}

const struct dl_cleanup *dl_fe_cleanup_common(const struct dl_cleanup *a,
					      const struct dl_cleanup *b)
{
	unsigned int na = chain_length(a), nb = chain_length(b);

	for (; na > nb; na--)
		a = a->outer;
	for (; nb > na; nb--)
		b = b->outer;
	while (a != b) {
		a = a->outer;
		b = b->outer;
	}
	return a;
}

void dl_fe_scope_leave(struct dl_lower *lw, const struct dl_cleanup *saved)
{
	dl_fe_cleanup_emit(lw, lw->cleanups, saved);
	lw->cleanups = saved;
}
